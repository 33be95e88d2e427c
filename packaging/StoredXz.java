import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * Writes an {@code .xz} file again without compressing, so that it is unpacked many times as fast: the
 * archive, the package and the image compress it again. Run as {@code java StoredXz.java FROM TO}.
 */
final class StoredXz {

  private StoredXz() {}

  public static void main(String[] args) throws IOException {
    LZMA2Options stored = new LZMA2Options();
    stored.setMode(LZMA2Options.MODE_UNCOMPRESSED);
    try (InputStream from = new XZInputStream(Files.newInputStream(Path.of(args[0])));
        OutputStream to =
            new XZOutputStream(Files.newOutputStream(Path.of(args[1])), stored, XZ.CHECK_CRC32)) {
      from.transferTo(to);
    }
  }
}
