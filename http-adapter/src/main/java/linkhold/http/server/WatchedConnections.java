package linkhold.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;

/**
 * Connections of one protocol, whose writes {@link SlowReaders} watches and whose reads are
 * bounded. Helidon notifies of a new connection, but not of a write.
 *
 * @param protocol serves the connections
 * @param watching installs the bounded reader and the watched writer
 */
public record WatchedConnections(
    ServerConnectionSelector protocol, UnaryOperator<ConnectionContext> watching)
    implements ServerConnectionSelector {

  /**
   * Connections of HTTP/1.
   *
   * @param protocol serves them, and notifies {@link Http10Responses} of what it sends
   * @param limits what bounds a request
   */
  public static WatchedConnections http1(
      ServerConnectionSelector protocol, SlowReaders readers, RequestReader.Limits limits) {
    return new WatchedConnections(
        protocol,
        connection -> {
          Http10Request old = new Http10Request(() -> host(connection));
          RequestReader reader = new RequestReader(connection.dataReader(), limits, old);
          DataWriter writer = readers.watched(connection.dataWriter());
          return new Watched(
              connection, connection.remotePeer(), Http10Responses.writer(writer, reader), reader);
        });
  }

  /**
   * Connections of HTTP/2.
   *
   * @param headerBytes the largest headers of a request, decoded
   */
  public static WatchedConnections http2(
      ServerConnectionSelector protocol, SlowReaders readers, int headerBytes) {
    return new WatchedConnections(
        protocol,
        connection ->
            new Watched(
                connection,
                connection.remotePeer(),
                readers.watched(connection.dataWriter()),
                new FrameReader(connection.dataReader(), headerBytes)));
  }

  private static String host(ConnectionContext connection) {
    return connection.localPeer().address() instanceof InetSocketAddress local
        ? "%s:%d".formatted(literal(local.getAddress()), local.getPort())
        : "localhost";
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress().replaceFirst("%.*", "");
    return address instanceof Inet6Address ? "[" + text + "]" : text;
  }

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
    return new Busy(protocol.connection(watching.apply(context)));
  }

  /**
   * A connection that is never idle during a response. Helidon counts from the last request, and
   * would close an HTTP/2 connection in the middle of a response.
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
      try {
        connection.handle(limit);
      } catch (CloseConnectionException e) {
        throw e;
      } catch (RuntimeException e) { // Helidon would log each one, and any client can cause them
        throw new CloseConnectionException("The connection failed", e);
      }
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }

  /**
   * A connection with another writer and reader, and with the same object for its client each time.
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
