package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.domain.Precondition;
import linkhold.domain.Version;
import org.jspecify.annotations.Nullable;

/**
 * The names of versions in the headers {@code ETag}, {@code If-Match} and {@code If-None-Match}
 * (RFC 9110, 8.8.3 and 13.1). A link's is {@code "<epoch>.<revision>"}, with the epoch in base 36.
 * What shows more than one link has a weak one, of the account's version and {@link
 * #REPRESENTATION}.
 */
public final class EntityTag {

  /**
   * The version of how lists are written and which links they hold. It is raised whenever either
   * changes, so that no client keeps a list of an older server.
   */
  private static final int REPRESENTATION = 1;

  /** One entity tag and what separates it from the next; empty elements of a list are allowed. */
  private static final Pattern ELEMENT =
      Pattern.compile("[ \t,]*+(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"[ \t]*+(?:,[ \t,]*+|$)");

  /** What Apache ({@code "x-gzip"}), Caddy and Jetty ({@code "x--gzip"}) put behind a tag. */
  private static final Pattern COMPRESSED = Pattern.compile("--?(?:gzip|deflate|br|zstd)$");

  private EntityTag() {}

  /** The header {@code ETag} of a link whose last change made {@code version}. */
  public static Header of(Version version) {
    return HeaderValues.create(HeaderNames.ETAG, '"' + text(version) + '"');
  }

  /** The header {@code ETag} of what shows an account at {@code version}. */
  public static Header weak(Version version) {
    return HeaderValues.create(
        HeaderNames.ETAG, "W/\"" + text(version) + '.' + REPRESENTATION + '"');
  }

  /** The epoch of {@code version}, as entity tags spell it. */
  public static String epoch(Version version) {
    return Long.toUnsignedString(version.epoch(), Character.MAX_RADIX);
  }

  /** Whether the caller has something already and asks for what is newer only. */
  public static boolean isConditional(ServerRequest request) {
    return request.headers().contains(HeaderNames.IF_NONE_MATCH);
  }

  /**
   * Whether the caller says that it has what {@code entityTag} names, by weak comparison. A
   * malformed header says nothing.
   */
  public static boolean isHeld(ServerRequest request, Header entityTag) {
    String value = value(request, HeaderNames.IF_NONE_MATCH);
    if (value == null) {
      return false;
    }
    if (value.equals("*") || value.equals(entityTag.get())) {
      return true;
    }
    List<Element> elements = elements(value);
    Element current = element(entityTag.get());
    return elements != null
        && elements.stream().anyMatch(element -> element.opaque.equals(current.opaque));
  }

  /**
   * What the caller demands of the link before it is written. A tag that no version has is not
   * matched by any link. A weak tag stands for its version as the strong one does: a link has no
   * weak tag but one that a proxy on the way has made weak, because it compressed the answer.
   *
   * @throws RefusedRequest when the header is malformed
   */
  public static Precondition precondition(ServerRequest request) {
    String value = value(request, HeaderNames.IF_MATCH);
    if (value == null || value.equals("*")) {
      return Precondition.NONE;
    }
    Precondition precondition = precondition(value);
    if (precondition == null) {
      throw new RefusedRequest(
          ProblemType.MALFORMED_REQUEST,
          "The header If-Match holds neither * nor a list of entity tags. Send the ETag of the"
              + " link as it came, with its quotation marks.");
    }
    return precondition;
  }

  /** What {@code list}, of entity tags, demands of a link; null when it is malformed. */
  public static @Nullable Precondition precondition(String list) {
    List<Element> elements = elements(list);
    if (elements == null) {
      return null;
    }
    Set<Version> versions = new HashSet<>();
    for (Element element : elements) {
      Version version = version(element.opaque);
      if (version != null) {
        versions.add(version);
      }
    }
    return new Precondition(versions);
  }

  private static String text(Version version) {
    return epoch(version) + '.' + version.revision();
  }

  /** The version that is spelled like this and in no other way; null when there is none. */
  private static @Nullable Version version(String opaque) {
    int dot = opaque.indexOf('.');
    if (dot < 0) {
      return null;
    }
    try {
      Version version =
          new Version(
              Long.parseUnsignedLong(opaque.substring(0, dot), Character.MAX_RADIX),
              Long.parseLong(opaque.substring(dot + 1)));
      return text(version).equals(opaque) ? version : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The header's value, its lines joined; null when it is absent. */
  private static @Nullable String value(ServerRequest request, HeaderName name) {
    List<String> lines = request.headers().all(name, List::of);
    return lines.isEmpty() ? null : String.join(",", lines).strip();
  }

  /** The entity tags of a list, at least one; null when it is malformed. */
  private static @Nullable List<Element> elements(String list) {
    List<Element> elements = new ArrayList<>();
    Matcher matcher = ELEMENT.matcher(list);
    int end = 0;
    while (end < list.length()) {
      if (!matcher.region(end, list.length()).lookingAt()) {
        return null;
      }
      elements.add(Element.of(matcher.group(1)));
      end = matcher.end();
    }
    return elements.isEmpty() ? null : elements;
  }

  private static Element element(String entityTag) {
    return Element.of(entityTag.substring(entityTag.indexOf('"') + 1, entityTag.length() - 1));
  }

  /** The text between the quotation marks, without the ending of a proxy that compressed. */
  private record Element(String opaque) {
    static Element of(String text) {
      return new Element(COMPRESSED.matcher(text).replaceFirst(""));
    }
  }
}
