package linkhold.domain;

/** What holds for every text that people write. Lengths are counted in Unicode code points. */
final class Text {

  private Text() {}

  /**
   * {@code text}, if it is storable and no longer than {@code maxLength}.
   *
   * @throws InvalidInputException when it is too long, or holds U+0000 or a lone surrogate
   */
  static String require(String pointer, String text, int maxLength) {
    if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
      throw new InvalidInputException(
          FaultCode.TOO_LONG, pointer, "Longer than " + maxLength + " characters.");
    }
    if (!isStorable(text)) {
      throw new InvalidInputException(
          FaultCode.UNSTORABLE,
          pointer,
          "Holds U+0000 or half of a surrogate pair, which no text can hold.");
    }
    return text;
  }

  /**
   * {@code text} in one line: without white space at its ends, and with one blank for each line
   * break, tab or run of white space. A no-break space or a wide one that stands alone stays.
   */
  static String inOneLine(String text) {
    return isInOneLine(text) ? text : joined(text);
  }

  /** Whether {@code text} is in one line already; a fast check for the most frequent texts. */
  private static boolean isInOneLine(String text) {
    char previous = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' ? previous == ' ' : isWhite(c)) {
        return false;
      }
      previous = c;
    }
    return text.isEmpty() || previous != ' ';
  }

  private static String joined(String text) {
    StringBuilder line = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && isWhite(text.charAt(end))) {
        end++;
      }
      boolean inner = !line.isEmpty() && end < text.length();
      if (end > at && inner) {
        char c = text.charAt(at);
        line.append(end - at == 1 && Character.isSpaceChar(c) && !isLineBreak(c) ? c : ' ');
      }
      while (end < text.length() && !isWhite(text.charAt(end))) {
        line.append(text.charAt(end));
        end++;
      }
      at = end;
    }
    return line.toString();
  }

  private static boolean isWhite(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private static boolean isLineBreak(char c) {
    return c == '\u2028' || c == '\u2029';
  }

  /** Whether every store can keep {@code text}: no U+0000 and no lone surrogate. */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
