package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Text in UTF-8. Each byte that cannot be UTF-8 is taken as windows-1252, the charset of most files
 * that do not say theirs; so those are read right as well, and nothing is lost.
 */
final class LenientUtf8Reader extends Reader {

  private static final int BUFFER_SIZE = 16 * 1024;

  private static final char[] WINDOWS_1252 = windows1252();

  private final InputStream in;
  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_SIZE).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER_SIZE).flip();
  private boolean ended;

  LenientUtf8Reader(InputStream in) {
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  private void decode() throws IOException {
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (result.isMalformed() && chars.hasRemaining()) {
      chars.put(WINDOWS_1252[bytes.get() & 0xff]);
      decoder.reset();
    } else if (result.isUnderflow() && !ended) {
      bytes.compact();
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = count < 0;
      bytes.position(bytes.position() + Math.max(0, count)).flip();
    }
    chars.flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static char[] windows1252() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return Charset.forName("windows-1252").decode(ByteBuffer.wrap(all)).array();
  }
}
