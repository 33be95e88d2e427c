package linkhold.http.call;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Compresses responses for clients that accept gzip (RFC 9110, 12.5.3). */
final class Gzip {

  /** Smaller bodies fit into one packet, compressed or not. */
  static final int MIN_BYTES = 1024;

  static final Header CONTENT_ENCODING =
      HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

  private static final int BUFFER_BYTES = 8 * 1024;

  private Gzip() {}

  /** Whether {@code request} prefers gzip to no compression. */
  static boolean isWelcome(ServerRequest request) {
    List<String> values = request.headers().all(HeaderNames.ACCEPT_ENCODING, List::of);
    return !values.isEmpty() && Accept.quality(values, "gzip") > 0;
  }

  /** {@code bytes}, compressed. */
  static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
    try {
      write(out, compressed -> compressed.write(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not in memory
    }
    return out.toByteArray();
  }

  /**
   * Compresses what {@code body} writes to {@code out}, which stays open. When it fails, no trailer
   * is added, which would make the part look complete.
   */
  static void write(OutputStream out, Response.Writer body) throws IOException {
    try (Compression compression = new Compression(out)) {
      body.write(compression);
      compression.finish();
    }
  }

  private static final class Compression extends GZIPOutputStream {

    Compression(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
    }

    /** Only frees the memory that the compression took. */
    @Override
    public void close() {
      def.end();
    }
  }
}
