package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Connections of one protocol, each written to under the eyes of {@link SlowReaders}, and read from
 * in pieces that fit into memory. Helidon tells when a connection begins, but not when a write
 * does.
 *
 * @param protocol serves the connections
 * @param chunkBytes the largest chunk of a body, at least 1
 */
public record WatchedConnections(
    ServerConnectionSelector protocol, SlowReaders readers, int chunkBytes)
    implements ServerConnectionSelector {

  @Override
  public int bytesToIdentifyConnection() {
    return protocol.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return protocol.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return protocol.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Watched watched =
        new Watched(
            context,
            context.remotePeer(),
            readers.watched(context.dataWriter()),
            new BoundedChunks(context.dataReader(), chunkBytes));
    return new Busy(protocol.connection(watched));
  }

  /**
   * A connection that is not idle while it answers, however long that takes. Helidon counts from
   * the last request, and would close one of HTTP/2 in the middle of an answer.
   */
  private record Busy(ServerConnection connection)
      implements ServerConnection, InterruptableTask<Void> {

    @Override
    public Duration idleTime() {
      return canInterrupt() ? connection.idleTime() : Duration.ZERO;
    }

    @Override
    public boolean canInterrupt() {
      return connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      connection.handle(limit);
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }

  /**
   * A connection as it was, but for its writer and reader, and with one and the same object for its
   * client.
   */
  private record Watched(
      ConnectionContext connection,
      PeerInfo remotePeer,
      DataWriter dataWriter,
      DataReader dataReader)
      implements ConnectionContext {

    @Override
    public PeerInfo localPeer() {
      return connection.localPeer();
    }

    @Override
    public boolean isSecure() {
      return connection.isSecure();
    }

    @Override
    public String socketId() {
      return connection.socketId();
    }

    @Override
    public String childSocketId() {
      return connection.childSocketId();
    }

    @Override
    public ListenerContext listenerContext() {
      return connection.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return connection.executor();
    }

    @Override
    public Router router() {
      return connection.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return connection.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return connection.serverSocket();
    }
  }
}
