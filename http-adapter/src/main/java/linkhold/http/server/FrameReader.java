package linkhold.http.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import io.helidon.webserver.CloseConnectionException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;

/**
 * What a client sends over one connection of HTTP/2 (RFC 9113), bounded before Helidon reads it.
 * Helidon 4.5.0 counts the bytes of headers as they are compressed, and a few of them may stand for
 * many megabytes. This reader follows the frames and refuses headers by their decoded size, and
 * clients that send many frames without content: it ends such a connection with {@code
 * ENHANCE_YOUR_CALM}.
 */
final class FrameReader extends DataReader {

  /**
   * Reads from {@code in}.
   *
   * @param headerBytes the largest headers of a request: names, values, and 32 bytes for each field
   */
  @SuppressWarnings("removal") // the factory that is to replace the constructor makes no subclass
  FrameReader(DataReader in, int headerBytes) {
    Frames frames = new Frames(headerBytes);
    super(() -> {
      byte[] bytes = next(in);
      for (byte each : bytes) {
        frames.accept(each & 0xff);
      }
      return bytes;
    });
  }

  private static byte[] next(DataReader in) {
    try {
      return in.readBuffer().readBytes();
    } catch (InsufficientDataAvailableException e) {
      throw new CloseConnectionException("The client has gone", e);
    }
  }

  /** Follows the frames of a connection, byte by byte. */
  static final class Frames {

    private static final int PREFACE = 24;
    private static final int FRAME_HEADER = 9;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    /** How many frames without content a client may send in {@link #PERIOD}. */
    private static final int MAX_IDLE_FRAMES = 500;

    private static final long PERIOD = TimeUnit.SECONDS.toNanos(10);

    private final int headerBytes;
    private final HeaderListSize sizes;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int prefaceLeft = PREFACE;
    private int headerRead;
    private int length;
    private int type;
    private int flags;

    /** How many bytes of the current frame have been read. */
    private int read;

    private int padding;
    private long periodStart = System.nanoTime();
    private int idleFrames;

    Frames(int headerBytes) {
      this.headerBytes = headerBytes;
      this.sizes = new HeaderListSize(headerBytes);
    }

    /**
     * Reads the next byte.
     *
     * @throws Http2Exception when the client exceeds a limit
     */
    void accept(int next) {
      if (prefaceLeft > 0) {
        prefaceLeft--;
      } else if (headerRead < FRAME_HEADER) {
        readHeader(next);
      } else {
        readPayload(next);
      }
    }

    private void readHeader(int next) {
      switch (headerRead++) {
        case 0 -> length = next;
        case 1, 2 -> length = length << 8 | next;
        case 3 -> type = next;
        case 4 -> flags = next;
        default -> {} // the stream's id
      }
      if (headerRead == FRAME_HEADER) {
        read = 0;
        padding = 0;
        count();
        if (length == 0) {
          endFrame();
        }
      }
    }

    private void readPayload(int next) {
      boolean headers = type == HEADERS;
      boolean padded = headers && (flags & PADDED) != 0;
      int start = (padded ? 1 : 0) + (headers && (flags & PRIORITY) != 0 ? PRIORITY_BYTES : 0);
      if (padded && read == 0) {
        padding = next;
      } else if ((headers || type == CONTINUATION) && read >= start && read < length - padding) {
        if (block.size() >= headerBytes) {
          throw calm("Headers are too large");
        }
        block.write(next);
      }
      read++;
      if (read == length) {
        endFrame();
      }
    }

    private void endFrame() {
      headerRead = 0;
      if ((type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) != 0) {
        sizes.check(block.toByteArray());
        block.reset();
      }
    }

    /** Counts frames without content; window updates are not counted, since responses need them. */
    private void count() {
      boolean carries = type == HEADERS || type == DATA || type == CONTINUATION;
      if (type == WINDOW_UPDATE || carries && length > 0) {
        return;
      }
      long now = System.nanoTime();
      if (now - periodStart > PERIOD) {
        periodStart = now;
        idleFrames = 0;
      }
      idleFrames++;
      if (idleFrames > MAX_IDLE_FRAMES) {
        throw calm("Too many frames that carry nothing");
      }
    }

    private static Http2Exception calm(String message) {
      return new Http2Exception(Http2ErrorCode.ENHANCE_YOUR_CALM, message);
    }
  }
}
