package linkhold.domain;

import java.util.List;
import linkhold.domain.url.CanonicalUrl;
import linkhold.domain.url.GivenUrl;
import linkhold.domain.url.RefusedUrlException;
import linkhold.domain.url.TrackingParameters;
import org.jspecify.annotations.Nullable;

/**
 * A URL as a person gave it (in the spelling that every platform opens), and the canonical form
 * that decides whether two are the same link. Spellings that a browser opens as one address share
 * the canonical form (user information aside, which keeps its colons), and so do URLs that differ
 * only in tracking parameters, one trailing slash of the path, or text-fragment directives. URLs of
 * different host, path, remaining query or fragment never do.
 */
public final class LinkUrl {
  /** The longest URL kept, in UTF-16 code units of {@link #given()}. */
  public static final int MAX_LENGTH = GivenUrl.MAX_LENGTH;

  /** The version of the rules outside the table of parameters. */
  private static final int RULES = 1;

  private final String given;
  private final String canonical;

  private LinkUrl(String given, String canonical) {
    this.given = given;
    this.canonical = canonical;
  }

  /**
   * Reads a URL as leniently as a browser's address bar.
   *
   * @throws InvalidInputException at {@code /url} when the text is no absolute URL and does not
   *     read as an address, runs code or opens on one device only, names no host where its scheme
   *     needs one, holds more than the URL, is longer than {@link #MAX_LENGTH}, or holds U+0000 or
   *     a lone surrogate
   */
  public static LinkUrl parse(String text) {
    try {
      String given = GivenUrl.of(text);
      return new LinkUrl(given, CanonicalUrl.of(given));
    } catch (RefusedUrlException e) {
      throw invalid("/url", e);
    }
  }

  /**
   * The URL as given, and so that every platform can open it: without white space, control
   * characters and marks of no width at its ends, in one piece when it was wrapped over lines, with
   * {@code https://} in front when it was an address without a scheme; blanks, letters beyond ASCII
   * and other characters that no URL may hold are escaped, in a host by Punycode. Parsing it again
   * gives an equal value.
   */
  public String given() {
    return given;
  }

  /**
   * The canonical form, in ASCII. Its escapes can make it longer than {@link #MAX_LENGTH}; where
   * they do not, parsing it again gives this canonical form.
   */
  public String canonical() {
    return canonical;
  }

  /**
   * A URL that an account has already. It was valid by earlier rules, even if {@link #parse}
   * refuses it today.
   */
  public static LinkUrl kept(String url) {
    try {
      return parse(url);
    } catch (InvalidInputException e) {
      return new LinkUrl(url, CanonicalUrl.of(url));
    }
  }

  /**
   * Sets for the whole program which parameters do not count when URLs are compared, besides those
   * of the table. To be called before the first URL is parsed; what was computed of stored links by
   * other parameters has to be computed again, see {@link #rules}.
   *
   * @param names each the name of a parameter at every host, or {@code host:name}
   * @throws InvalidInputException when one of them is neither
   */
  public static void useTrackingParameters(List<String> names) {
    try {
      TrackingParameters.use(TrackingParameters.withOwn(names));
    } catch (RefusedUrlException e) {
      throw invalid("", e);
    }
  }

  private static InvalidInputException invalid(String pointer, RefusedUrlException e) {
    return new InvalidInputException(
        FaultCode.REFUSED_URL, pointer, String.valueOf(e.getMessage()));
  }

  /** Whether {@code text} is the name of a parameter, or {@code host:name}. */
  public static boolean isTrackingParameter(String text) {
    return TrackingParameters.isOwn(text);
  }

  /**
   * A fingerprint of all rules by which columns are computed from a link: canonical URLs, searched
   * texts, keys of tags. When it differs from the stored one, these have to be computed again.
   */
  public static byte[] rules() {
    return Sha256.of(RULES + TrackingParameters.current().fingerprint());
  }

  /** Whether it is of a page on the Web: http or https. */
  public boolean isOfPage() {
    return canonical.startsWith("https://") || canonical.startsWith("http://");
  }

  /**
   * The host of a URL {@link #isOfPage of a page}: in ASCII and lower case, an IPv4 address in four
   * decimal numbers, an IPv6 address in brackets.
   */
  public String host() {
    int begin = canonical.indexOf("://") + 3;
    int end = begin;
    while (end < canonical.length() && "/?#".indexOf(canonical.charAt(end)) < 0) {
      end++;
    }
    String authority = canonical.substring(begin, end);
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    int colon = hostAndPort.lastIndexOf(':');
    return colon > hostAndPort.lastIndexOf(']') ? hostAndPort.substring(0, colon) : hostAndPort;
  }

  /** SHA-256 of the canonical form's UTF-8: 32 bytes in a new array. */
  public byte[] digest() {
    return Sha256.of(canonical);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LinkUrl that
        && given.equals(that.given)
        && canonical.equals(that.canonical);
  }

  @Override
  public int hashCode() {
    return given.hashCode();
  }

  /** The URL as given. */
  @Override
  public String toString() {
    return given;
  }
}
