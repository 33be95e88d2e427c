package linkhold.domain.url;

/** The refusal of a text that is not a URL that can be saved. */
final class RefusedUrl {
  private RefusedUrl() {}

  /** The refusal, with {@code detail} as its reason. */
  static RefusedUrlException refused(String detail) {
    return new RefusedUrlException(detail);
  }

  /** A part of the URL between quotes, cut after 60 characters, for use in a refusal. */
  static String quote(String part) {
    if (part.length() <= 60) {
      return '"' + part + '"';
    }
    int end = Character.isHighSurrogate(part.charAt(59)) ? 59 : 60;
    return '"' + part.substring(0, end) + "…\"";
  }
}
