package linkhold.pages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import linkhold.outgoing.StopCondition;

/**
 * Finds where the head of a page ends. A page whose head has a title is read to a little beyond
 * that; any other page to its end, since a heading may be its title.
 */
final class HeadEnd implements StopCondition {

  private static final int BYTES_AFTER_HEAD = 32 * 1024;
  private static final byte[][] TITLES = {bytes("<title"), bytes("og:title")};
  private static final byte[][] ENDS = {bytes("</head"), bytes("<body")};
  private static final int MAX_MARKER_LENGTH = 8;

  private int searched;
  private boolean hasTitle;
  private int end = -1;

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Override
  public boolean test(byte[] body, int length) {
    for (int at = searched; end < 0 && at <= length - MAX_MARKER_LENGTH; at++) {
      hasTitle |= isAt(body, at, TITLES);
      if (isAt(body, at, ENDS)) {
        end = at;
      }
      searched = at + 1;
    }
    return hasTitle && end >= 0 && length - end > BYTES_AFTER_HEAD;
  }

  private static boolean isAt(byte[] body, int at, byte[][] tags) {
    for (byte[] tag : tags) {
      int same = 0;
      while (same < tag.length && Character.toLowerCase(body[at + same]) == tag[same]) {
        same++;
      }
      if (same == tag.length) {
        return true;
      }
    }
    return false;
  }
}
