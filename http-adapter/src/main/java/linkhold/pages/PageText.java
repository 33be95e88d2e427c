package linkhold.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.net.WebCharset;
import org.jspecify.annotations.Nullable;

/**
 * The text of a page: in the charset of its byte order mark, in UTF-8 when it is valid, in the one
 * that its header or else its markup declares, or in windows-1252.
 */
final class PageText {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int DECLARED_WITHIN = 4096;

  private static final Pattern IN_HEADER =
      Pattern.compile("charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)", Pattern.CASE_INSENSITIVE);

  private static final Pattern IN_MARKUP =
      Pattern.compile(
          "<meta[^>]*charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]+)"
              + "|^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9_.:-]+)",
          Pattern.CASE_INSENSITIVE);

  private PageText() {}

  static String of(byte[] body, @Nullable String contentType) {
    if (startsWith(body, 0xef, 0xbb, 0xbf)) {
      return new String(body, 3, body.length - 3, UTF_8);
    }
    if (startsWith(body, 0xfe, 0xff)) {
      return new String(body, 2, body.length - 2, UTF_16BE);
    }
    if (startsWith(body, 0xff, 0xfe)) {
      return new String(body, 2, body.length - 2, UTF_16LE);
    }
    String utf8 = validUtf8(body);
    return utf8 == null ? new String(body, declared(body, contentType)) : utf8;
  }

  private static boolean startsWith(byte[] body, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (body.length <= i || (body[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The text in UTF-8, which may be cut off within a character; null when it is not valid UTF-8.
   */
  private static @Nullable String validUtf8(byte[] body) {
    CharsetDecoder decoder =
        UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(body.length);
    return decoder.decode(ByteBuffer.wrap(body), text, false).isError()
        ? null
        : text.flip().toString();
  }

  private static Charset declared(byte[] body, @Nullable String contentType) {
    Matcher header = IN_HEADER.matcher(contentType == null ? "" : contentType);
    Charset charset = header.find() ? ofLabel(header.group(1)) : null;
    if (charset != null) {
      return charset;
    }
    String beginning = new String(body, 0, Math.min(body.length, DECLARED_WITHIN), ISO_8859_1);
    Matcher markup = IN_MARKUP.matcher(beginning);
    if (markup.find()) {
      String html = markup.group(1);
      charset = ofLabel(html == null ? markup.group(2) : html);
    }
    return charset == null ? WINDOWS_1252 : charset;
  }

  /** Null for a label that is not known, and for UTF-8, which was tried. */
  private static @Nullable Charset ofLabel(String label) {
    Charset charset = WebCharset.ofLabel(label);
    return UTF_8.equals(charset) ? null : charset;
  }
}
