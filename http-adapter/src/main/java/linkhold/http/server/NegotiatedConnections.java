package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import linkhold.http.server.Deadlines.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Connections over TLS, of the protocol that the handshake settles (ALPN, RFC 7301). Helidon counts
 * how long a connection is idle only once it knows the protocol, and its sockets read without a
 * time limit, so a silent client would keep its connection for ever.
 *
 * @param http1 serves clients that did not ask for HTTP/2
 * @param http2 serves those that did; null for a server that does not offer it
 * @param deadlines ends the handshake and the wait for what follows
 * @param patience how long both may take together
 */
public record NegotiatedConnections(
    ServerConnectionSelector http1,
    @Nullable ServerConnectionSelector http2,
    Deadlines deadlines,
    Duration patience)
    implements ServerConnectionSelector {

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    Set<String> all = new HashSet<>(http1.supportedApplicationProtocols());
    if (http2 != null) {
      all.addAll(http2.supportedApplicationProtocols());
    }
    return all;
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new Negotiated(context);
  }

  private final class Negotiated implements ServerConnection, InterruptableTask<Void> {

    private final ConnectionContext context;
    private final Thread thread = Thread.currentThread();
    private volatile @Nullable ServerConnection settled;

    Negotiated(ConnectionContext context) {
      this.context = context;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      awaitFirstBytes();
      ServerConnection connection = selector(context.serverSocket()).connection(context);
      settled = connection;
      connection.handle(limit);
    }

    /** Waits for the first bytes; the first read does the handshake too. */
    private void awaitFirstBytes() {
      Deadline deadline = deadlines.begin(System.nanoTime() + patience.toNanos());
      try {
        context.dataReader().ensureAvailable();
      } catch (InsufficientDataAvailableException e) {
        throw new CloseConnectionException("The client has gone", e);
      } finally {
        deadline.end();
      }
    }

    private ServerConnectionSelector selector(HelidonSocket socket) {
      ServerConnectionSelector other = http2;
      return other != null
              && socket.protocolNegotiated()
              && other.supportedApplicationProtocols().contains(socket.protocol())
          ? other
          : http1;
    }

    @Override
    public Duration idleTime() {
      ServerConnection connection = settled;
      return connection == null ? Duration.ZERO : connection.idleTime();
    }

    @Override
    public boolean canInterrupt() {
      ServerConnection connection = settled;
      return connection == null
          || (connection instanceof InterruptableTask<?> task && task.canInterrupt());
    }

    @Override
    public void close(boolean interrupt) {
      ServerConnection connection = settled;
      if (connection == null) {
        thread.interrupt();
      } else {
        connection.close(interrupt);
      }
    }
  }
}
