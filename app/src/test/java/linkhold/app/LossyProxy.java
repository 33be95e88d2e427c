package linkhold.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import linkhold.domain.Relay;

/**
 * A bad network in front of a server: now and then a request is lost, or the answer to one that the
 * server has carried out; the connection is lost with it.
 */
final class LossyProxy implements AutoCloseable {

  /** One in this number of pieces of requests is lost, and so is the answer to another one. */
  private static final int OUTCOMES = 8;

  private static final int PIECE_BYTES = 64 * 1024;

  private final URI server;
  private final Relay relay = new Relay(this::serve);
  private final Random random;
  private final AtomicInteger lostRequests = new AtomicInteger();
  private final AtomicInteger lostAnswers = new AtomicInteger();

  LossyProxy(URI server, long seed) {
    this.server = server;
    this.random = new Random(seed);
  }

  /** Where clients call. */
  URI address() {
    return URI.create("http://127.0.0.1:" + relay.port());
  }

  int lostRequests() {
    return lostRequests.get();
  }

  int lostAnswers() {
    return lostAnswers.get();
  }

  private void serve(Socket client) throws IOException {
    try (Socket onward = relay.connect(server.getHost(), server.getPort())) {
      var losing = new AtomicBoolean();
      Thread.ofVirtual().start(() -> answer(onward, client, losing));
      InputStream requests = client.getInputStream();
      byte[] piece = new byte[PIECE_BYTES];
      for (int size = requests.read(piece); size > 0; size = requests.read(piece)) {
        int fate = random.nextInt(OUTCOMES);
        if (fate == 0) {
          lostRequests.incrementAndGet();
          return;
        }
        losing.compareAndSet(false, fate == 1);
        onward.getOutputStream().write(piece, 0, size);
      }
    }
  }

  private void answer(Socket onward, Socket client, AtomicBoolean losing) {
    try (client) {
      InputStream answers = onward.getInputStream();
      byte[] piece = new byte[PIECE_BYTES];
      for (int size = answers.read(piece); size > 0; size = answers.read(piece)) {
        if (losing.get()) { // the request was carried out
          lostAnswers.incrementAndGet();
          return;
        }
        client.getOutputStream().write(piece, 0, size);
      }
    } catch (IOException e) {
      // One side has disconnected, and the other is closed with it.
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
