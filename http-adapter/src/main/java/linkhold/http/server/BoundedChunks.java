package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;

/**
 * What a client sends over one connection, in pieces of bounded size. Helidon reads each chunk of a
 * chunked body whole into memory, however large it is.
 */
final class BoundedChunks extends DataReader {

  private final int maxBytes;

  @SuppressWarnings(
      "removal") // the factory that is to take the constructor's place makes no subclass
  BoundedChunks(DataReader in, int maxBytes) {
    super(() -> in.readBuffer().readBytes());
    this.maxBytes = maxBytes;
  }

  @Override
  public BufferData getBuffer(int length) {
    if (length > maxBytes) {
      throw RequestException.builder()
          .type(EventType.BAD_REQUEST)
          .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
          .setKeepAlive(false)
          .message("A chunk is larger than " + maxBytes + " bytes")
          .build();
    }
    return super.getBuffer(length);
  }
}
