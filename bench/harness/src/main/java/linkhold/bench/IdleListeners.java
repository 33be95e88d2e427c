package linkhold.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that listen for changes that never come, until they are closed. */
final class IdleListeners implements AutoCloseable {

  private final int port;
  private final byte[] request;
  private final List<HttpConnection> open = new ArrayList<>();

  /** No client yet; the ones added later listen to the account of {@code token}. */
  IdleListeners(ServerProcess server, String token) {
    this.port = server.port();
    this.request = HttpConnection.get("/v1/changes", token, "Accept: text/event-stream");
  }

  /**
   * Adds clients up to {@code count}, or up to the server's limit.
   *
   * @return 200, or the status with which it refused one
   */
  int growTo(int count) throws IOException {
    while (open.size() < count) {
      var connection = new HttpConnection(port);
      int status = connection.open(request);
      if (status != 200) {
        connection.close();
        return status;
      }
      open.add(connection);
    }
    return 200;
  }

  /** How many there are. */
  int count() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection : open) {
      connection.close();
    }
  }
}
