package linkhold.formats.entry;

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
import java.util.Optional;

/**
 * Bytes as text. Those that are valid UTF-8 are taken as UTF-8 whatever charset the file declares,
 * since many programs declare one and write the other. In UTF-8, each byte that cannot be UTF-8 is
 * taken as windows-1252, the charset of most files that do not declare theirs.
 */
final class DecodedText extends Reader {

  /**
   * Also the length of text, from the first character beyond ASCII on, that decides whether the
   * file is UTF-8.
   */
  private static final int BUFFER_SIZE = 16 * 1024;

  private static final char[] WINDOWS_1252 = windows1252();

  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_SIZE).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER_SIZE).flip();
  private CharsetDecoder decoder;
  private boolean decided;
  private boolean ended;
  private boolean faulty;

  DecodedText(InputStream in, Charset declared) {
    this.in = in;
    this.decoder = decoder(declared);
    // Other charsets may write whole texts in bytes that are ASCII.
    this.decided =
        declared.equals(UTF_8)
            || declared.name().startsWith("UTF-16")
            || declared.name().startsWith("ISO-2022");
  }

  /** The remark about bytes that are not valid in the file's charset. */
  Optional<String> remark() {
    if (!faulty) {
      return Optional.empty();
    }
    return Optional.of(
        decoder.charset().equals(UTF_8)
            ? "The file is not in UTF-8; what is not UTF-8 was read as windows-1252. If letters look"
                + " wrong, convert the file to UTF-8 and import it again."
            : "Some characters are not in the charset that the file declares ("
                + decoder.charset().displayName()
                + "); they were replaced.");
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
    if (!decided) {
      decide();
    }
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (result.isError() && chars.hasRemaining()) {
      faulty = true;
      if (decoder.charset().equals(UTF_8)) {
        chars.put(WINDOWS_1252[bytes.get() & 0xff]);
      } else {
        chars.put('\uFFFD');
        bytes.position(bytes.position() + Math.min(result.length(), bytes.remaining()));
      }
      decoder.reset();
    } else if (result.isUnderflow()) {
      if (ended) {
        decoder.flush(chars);
        bytes.position(bytes.limit());
      } else {
        fill();
      }
    }
    chars.flip();
  }

  /** Passes ASCII on until it ends, and then looks at what follows. */
  private void decide() throws IOException {
    while (bytes.hasRemaining() && chars.hasRemaining()) {
      if (bytes.get(bytes.position()) < 0) {
        while (!ended && bytes.remaining() < bytes.capacity()) {
          fill();
        }
        decided = true;
        CoderResult result =
            decoder(UTF_8).decode(bytes.duplicate(), CharBuffer.allocate(BUFFER_SIZE), ended);
        if (!result.isError()) {
          decoder = decoder(UTF_8);
        }
        return;
      }
      chars.put((char) bytes.get());
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = count < 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
  }

  private static CharsetDecoder decoder(Charset charset) {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
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
