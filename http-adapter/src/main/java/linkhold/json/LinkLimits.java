package linkhold.json;

import linkhold.domain.FaultCode;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.SharedText;
import linkhold.domain.Tag;

/**
 * Limits for the links that callers send; each at least 1, at most what the domain allows, which
 * every store can keep. Existing links may have more, and keep it.
 *
 * @param urlLength of a URL, in UTF-16 code units, without white space at its ends
 * @param titleLength of a title, in code points
 * @param descriptionLength of a description, in code points
 * @param noteLength of a note, in code points
 * @param tags how many tags one request may give a link
 * @param tagLength of a tag, in code points
 */
public record LinkLimits(
    int urlLength,
    int titleLength,
    int descriptionLength,
    int noteLength,
    int tags,
    int tagLength) {

  /** All that the domain allows. */
  public static final LinkLimits DEFAULTS =
      new LinkLimits(
          LinkUrl.MAX_LENGTH,
          Link.MAX_TITLE_LENGTH,
          Link.MAX_DESCRIPTION_LENGTH,
          Link.MAX_NOTE_LENGTH,
          Tag.MAX_PER_LINK,
          Tag.MAX_LENGTH);

  /** Checks the ranges. */
  public LinkLimits {
    require(urlLength, LinkUrl.MAX_LENGTH, "urlLength");
    require(titleLength, Link.MAX_TITLE_LENGTH, "titleLength");
    require(descriptionLength, Link.MAX_DESCRIPTION_LENGTH, "descriptionLength");
    require(noteLength, Link.MAX_NOTE_LENGTH, "noteLength");
    require(tags, Tag.MAX_PER_LINK, "tags");
    require(tagLength, Tag.MAX_LENGTH, "tagLength");
  }

  /**
   * The URL in {@code text}.
   *
   * @throws InvalidInputException at {@code /url} when it is not a URL, or too long
   */
  public LinkUrl url(String text) {
    return require(LinkUrl.parse(text), "/url");
  }

  /**
   * The URL in {@code text}, which may have other text around it.
   *
   * @throws InvalidInputException at {@code /url} when it has no URL or several, or one that is too
   *     long
   */
  public LinkUrl urlIn(String text) {
    return require(SharedText.urlIn(text), "/url");
  }

  /**
   * The URL of {@code text}.
   *
   * @throws InvalidInputException at {@code pointer} when it has none or several, or it is too long
   */
  public LinkUrl url(SharedText text, String pointer) {
    return require(text.onlyUrl(pointer), pointer);
  }

  private LinkUrl require(LinkUrl url, String pointer) {
    if (url.given().length() > urlLength) {
      throw new InvalidInputException(FaultCode.TOO_LONG, pointer, longerThan(urlLength));
    }
    return url;
  }

  /**
   * The tag in {@code text}.
   *
   * @throws InvalidInputException at {@code ""} when it is not a tag, or too long
   */
  public Tag tag(String text) {
    Tag tag = new Tag(text);
    if (isLonger(tag.name(), tagLength)) {
      throw new InvalidInputException(FaultCode.TOO_LONG, "", longerThan(tagLength));
    }
    return tag;
  }

  /** Whether {@code text} is there and longer than {@code length} code points. */
  public static boolean isLonger(String text, int length) {
    return text.length() > length
        && text.codePointCount(0, text.length()) > length
        && !text.isBlank();
  }

  /** The first {@code length} code points of {@code text}. */
  static String cut(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length)).strip();
  }

  /** The message for a text that is too long. */
  public static String longerThan(int length) {
    return "Longer than " + length + " characters.";
  }

  private static void require(int limit, int max, String name) {
    if (limit < 1 || limit > max) {
      throw new IllegalArgumentException(name + " is 1 to " + max);
    }
  }
}
