package linkhold.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageContent;
import linkhold.domain.PageReader;
import linkhold.json.InvalidJsonException;
import linkhold.json.JsonReader;
import linkhold.outgoing.AllowedTargets;
import linkhold.outgoing.Answer;
import linkhold.outgoing.Deadline;
import linkhold.outgoing.GuardedClient;
import linkhold.outgoing.Resolver;
import linkhold.outgoing.StopCondition;
import linkhold.outgoing.Target;
import org.jspecify.annotations.Nullable;

/** Reads pages of the Web over HTTP/1.1. */
public final class WebPageReader implements PageReader {

  private static final int MAX_REDIRECTS = 5;

  /** Names the product, and the page where the owner of a site can read what it does. */
  private static final String USER_AGENT =
      "Linkhold (titles of saved links; docs/reading-pages.md)";

  private static final Pattern FILE_NAME =
      Pattern.compile("filename\\*?\\s*=\\s*(UTF-8'')?\"?([^\";]+)", Pattern.CASE_INSENSITIVE);

  private final GuardedClient client;
  private final SiteIcons icons = new SiteIcons();

  /** Reads pages at public addresses, and at those that {@code allowed} names. */
  public WebPageReader(AllowedTargets allowed) {
    this(allowed, Resolver.SYSTEM);
  }

  WebPageReader(AllowedTargets allowed, Resolver resolver) {
    this.client = new GuardedClient(allowed, resolver, "page", USER_AGENT);
  }

  /** An answer, and its target after redirects. */
  private record Arrived(Target target, Answer answer) {}

  @Override
  public Result read(LinkUrl url, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Target asked = Target.of(url);
    if (asked == null) {
      return new Result.Unreachable();
    }
    try {
      Arrived page = follow(asked, deadline, new HeadEnd());
      int status = page.answer.status();
      if (status == 429 || status >= 500) {
        return new Result.Unreachable();
      }
      return status == 200 ? content(asked, page, deadline) : new Result.Nothing();
    } catch (IOException | RuntimeException e) {
      return new Result.Unreachable();
    }
  }

  /** Follows redirects itself, since each has to be checked like the first URL. */
  private Arrived follow(Target first, Deadline deadline, StopCondition stop) throws IOException {
    Target target = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      Answer answer = client.get(target, deadline, stop);
      if (!answer.isRedirect()) {
        return new Arrived(target, answer);
      }
      Target next = target.redirected(Objects.requireNonNull(answer.location()));
      if (next == null) {
        throw new IOException("It redirects to what is not read");
      }
      target = next;
    }
    throw new IOException("It redirects too often");
  }

  private Result content(Target asked, Arrived page, Deadline deadline) {
    String type = page.answer.mediaType();
    boolean html =
        type.equals("text/html")
            || type.equals("application/xhtml+xml")
            || type.isEmpty() && new String(page.answer.body(), ISO_8859_1).contains("<");
    return html ? ofMarkup(asked, page, deadline) : ofFile(page, type);
  }

  /** The title of a file is its name, and a picture is its own image. */
  private static Result ofFile(Arrived page, String type) {
    String path = page.target.path().split("[?#]", 2)[0];
    String last = path.substring(path.lastIndexOf('/') + 1);
    String disposition = page.answer.disposition();
    Matcher named = FILE_NAME.matcher(disposition == null ? "" : disposition);
    String name = Titles.of(decoded(named.find() ? named.group(2) : last), path);
    if (name.isEmpty()) {
      return new Result.Nothing();
    }
    String url = page.target.url();
    String image = type.startsWith("image/") ? webUrl(page.target, url) : null;
    return new Result.Content(new PageContent(name, null, image, null, url, null));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.strip().replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  private Result ofMarkup(Target asked, Arrived page, Deadline deadline) {
    String html = PageText.of(page.answer.body(), page.answer.contentType());
    Markup markup = Markup.of(html);
    boolean challenge = Titles.isChallenge(html);
    Target base = markup.base().map(page.target::resolve).map(Target::of).orElse(page.target);
    Optional<String> picture =
        Stream.of("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
            .flatMap(name -> markup.meta(name).stream())
            .map(reference -> webUrl(base, reference))
            .filter(Objects::nonNull)
            .findFirst();
    String own = challenge ? "" : title(markup, asked);
    Optional<OEmbed> embed =
        own.isEmpty() || picture.isEmpty() ? embed(markup, base, deadline) : Optional.empty();
    String title =
        own.isEmpty() ? embed.map(found -> Titles.of(found.title, asked.path())).orElse("") : own;
    if (title.isEmpty()) {
      return new Result.Nothing();
    }
    String image =
        picture
            .or(() -> embed.map(found -> found.image).map(url -> webUrl(base, url)))
            .orElse(null);
    return new Result.Content(
        new PageContent(
            title,
            description(markup),
            image,
            icon(markup, base, page.target, deadline),
            page.target.url(),
            markup.language().filter(tag -> tag.matches("[A-Za-z0-9-]{2,35}")).orElse(null)));
  }

  /** The first candidate that is a title; the site's name alone only when there is no other. */
  private static String title(Markup markup, Target asked) {
    String site = markup.meta("og:site_name").orElse("").strip();
    List<String> titles =
        Stream.of(
                markup.meta("og:title").stream(),
                markup.meta("twitter:title").stream(),
                markup.title().stream(),
                markup.linkedData().stream().map(WebPageReader::headline),
                markup.heading().stream())
            .flatMap(Function.identity())
            .map(text -> Titles.of(text, asked.path()))
            .filter(text -> !text.isEmpty())
            .toList();
    return titles.stream()
        .filter(text -> !text.equalsIgnoreCase(site))
        .findFirst()
        .or(() -> titles.stream().findFirst())
        .orElse("");
  }

  private static String headline(String linkedData) {
    try {
      return headline(JsonReader.parse(linkedData.strip()));
    } catch (InvalidJsonException e) {
      return "";
    }
  }

  private static String headline(@Nullable Object value) {
    return switch (value) {
      case List<?> list ->
          list.stream()
              .map(WebPageReader::headline)
              .filter(text -> !text.isEmpty())
              .findFirst()
              .orElse("");
      case Map<?, ?> members ->
          members.get("headline") instanceof String text ? text : headline(members.get("@graph"));
      case null, default -> "";
    };
  }

  private static @Nullable String description(Markup markup) {
    return Stream.of("og:description", "description", "twitter:description")
        .flatMap(name -> markup.meta(name).stream())
        .map(text -> Titles.cut(text.strip(), Link.MAX_DESCRIPTION_LENGTH))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(null);
  }

  /** The icon that the page names; else the site's, if there is one. */
  private @Nullable String icon(Markup markup, Target base, Target page, Deadline deadline) {
    for (String relation : List.of("icon", "apple-touch-icon")) {
      for (Markup.Reference reference : markup.references()) {
        String url = reference.has(relation) ? webUrl(base, reference.href()) : null;
        if (url != null) {
          return url;
        }
      }
    }
    String usual = page.origin() + "/favicon.ico";
    Optional<Boolean> known = icons.find(page.origin(), System.nanoTime());
    return known.orElseGet(() -> isIcon(usual, page, deadline)) ? usual : null;
  }

  private boolean isIcon(String usual, Target page, Deadline deadline) {
    Target target = Objects.requireNonNull(Target.of(LinkUrl.parse(usual)));
    try {
      Answer answer = follow(target, deadline, (_, _) -> true).answer;
      String type = answer.mediaType();
      boolean isIcon =
          answer.status() == 200
              && (type.startsWith("image/") || type.equals("application/octet-stream"))
              && answer.body().length > 0;
      icons.put(page.origin(), isIcon, System.nanoTime());
      return isIcon;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** What a site offers about a page to programs that embed it (oEmbed). */
  private record OEmbed(String title, @Nullable String image) {}

  private Optional<OEmbed> embed(Markup markup, Target base, Deadline deadline) {
    for (Markup.Reference reference : markup.references()) {
      LinkUrl url =
          reference.has("alternate") && reference.type().startsWith("application/json+oembed")
              ? base.resolve(reference.href())
              : null;
      Target target = url == null ? null : Target.of(url);
      if (target != null) {
        return embed(target, deadline);
      }
    }
    return Optional.empty();
  }

  private Optional<OEmbed> embed(Target target, Deadline deadline) {
    try {
      Answer answer = follow(target, deadline, (_, _) -> false).answer;
      if (answer.status() == 200
          && JsonReader.parse(new String(answer.body(), UTF_8)) instanceof Map<?, ?> members
          && members.get("title") instanceof String title) {
        return Optional.of(
            new OEmbed(title, members.get("thumbnail_url") instanceof String url ? url : null));
      }
    } catch (IOException | InvalidJsonException e) {
      // The page itself may have a title.
    }
    return Optional.empty();
  }

  /** A reference as a URL that a link can have; null when it is not one. */
  private static @Nullable String webUrl(Target base, String reference) {
    try {
      LinkUrl url = base.resolve(reference);
      return url == null ? null : url.given();
    } catch (InvalidInputException e) {
      return null;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
