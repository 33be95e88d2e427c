package linkhold.domain.url;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people read and write a URL, or a part of one: without escapes and Punycode. */
public final class ReadableUrl {
  private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
  private static final Pattern ASCII_LABEL =
      Pattern.compile("(?<![0-9A-Za-z-])xn--([0-9a-z-]+)", Pattern.CASE_INSENSITIVE);

  private ReadableUrl() {}

  /**
   * {@code text} with its escapes replaced by the characters that they stand for, if they are valid
   * UTF-8, and labels in Punycode decoded. The text itself when it has none.
   */
  public static String of(String text) {
    String unescaped =
        text.indexOf('%') < 0 ? text : ESCAPES.matcher(text).replaceAll(ReadableUrl::unescaped);
    return unescaped.regionMatches(true, 0, "xn--", 0, 4) || unescaped.contains("xn--")
        ? ASCII_LABEL.matcher(unescaped).replaceAll(ReadableUrl::decoded)
        : unescaped;
  }

  private static String unescaped(MatchResult escapes) {
    String text = escapes.group();
    var bytes = new ByteArrayOutputStream(text.length() / 3);
    for (int i = 0; i < text.length(); i += 3) {
      bytes.write(UrlPart.escapedByte(text, i));
    }
    try {
      return Matcher.quoteReplacement(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  private static String decoded(MatchResult label) {
    try {
      return Matcher.quoteReplacement(Punycode.decode(label.group(1)));
    } catch (IllegalArgumentException e) {
      return label.group();
    }
  }
}
