package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.domain.Precondition;
import linkhold.domain.Sha256;
import linkhold.domain.Version;
import org.jspecify.annotations.Nullable;

/**
 * Versions in the headers {@code ETag}, {@code If-Match} and {@code If-None-Match} (RFC 9110, 8.8.3
 * and 13.1). A link's is {@code "<epoch>.<revision>"}, with the epoch in base 36. A response with
 * more than one link has a weak one, of the account's version and {@link #REPRESENTATION}.
 */
public final class EntityTag {

  /**
   * The version of the format of lists and of the choice of their links. It is raised whenever
   * either changes, so that no client keeps a list of an older server.
   */
  private static final int REPRESENTATION = 1;

  /** One entity tag and what separates it from the next; empty elements of a list are allowed. */
  private static final Pattern ELEMENT =
      Pattern.compile("[ \t,]*+(?:W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"[ \t]*+(?:,[ \t,]*+|$)");

  /**
   * The suffixes that Apache ({@code "x-gzip"}), Caddy and Jetty ({@code "x--gzip"}) append to a
   * tag.
   */
  private static final Pattern COMPRESSED = Pattern.compile("--?(?:gzip|deflate|br|zstd)$");

  private EntityTag() {}

  /** The header {@code ETag} of a link whose last change has {@code version}. */
  public static Header of(Version version) {
    return HeaderValues.create(HeaderNames.ETAG, '"' + text(version) + '"');
  }

  /** The header {@code ETag} of a list from an account at {@code version}. */
  public static Header weak(Version version) {
    return HeaderValues.create(
        HeaderNames.ETAG, "W/\"" + text(version) + '.' + REPRESENTATION + '"');
  }

  /** The header {@code ETag} of content that is the same for everybody, such as a file. */
  public static Header weak(byte[] content) {
    String digest = HexFormat.of().formatHex(Sha256.of(content), 0, 8);
    return HeaderValues.createCached(HeaderNames.ETAG, "W/\"" + digest + '"');
  }

  /** The epoch of {@code version}, as entity tags write it. */
  public static String epoch(Version version) {
    return Long.toUnsignedString(version.epoch(), Character.MAX_RADIX);
  }

  /** Whether the request is conditional: the caller has a copy and wants newer content only. */
  public static boolean isConditional(ServerRequest request) {
    return request.headers().contains(HeaderNames.IF_NONE_MATCH);
  }

  /**
   * Whether the caller has the version of {@code entityTag}, by weak comparison. A malformed header
   * is ignored.
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
   * The precondition of a write. A tag that no version has matches no link. A weak tag means the
   * same version as the strong one: links only get weak tags from proxies that compress the
   * response.
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
              + " link unchanged, with its quotation marks.");
    }
    return precondition;
  }

  /** The precondition in {@code list}, of entity tags; null when it is malformed. */
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

  /** The version of this exact spelling; null when there is none. */
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

  /** The text between the quotation marks, without the suffix of a proxy that compressed. */
  private record Element(String opaque) {
    static Element of(String text) {
      return new Element(COMPRESSED.matcher(text).replaceFirst(""));
    }
  }
}
