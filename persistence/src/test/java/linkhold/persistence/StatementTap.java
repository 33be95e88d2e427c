package linkhold.persistence;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network in front of a PostgreSQL that reads what goes to it: the texts of statements, and how
 * often the client waits for an answer.
 */
final class StatementTap implements AutoCloseable {

  /** The code of a request for TLS, where a start-up message has the version of the protocol. */
  private static final int TLS_REQUEST = 80_877_103;

  private final ServerSocket entrance;
  private final URI server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<String> statements = ConcurrentHashMap.newKeySet();
  private final AtomicLong roundTrips = new AtomicLong();

  /** A tap in front of the server of a {@code jdbc:postgresql:} URL. */
  StatementTap(String jdbcUrl) {
    this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
    try {
      this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** The same database, through this tap. */
  DatabaseSettings of(DatabaseSettings settings) {
    String url = "jdbc:postgresql://127.0.0.1:" + entrance.getLocalPort() + server.getPath();
    String parameters = server.getQuery() == null ? "" : server.getQuery() + "&";
    return DatabaseSettings.of(
        url + "?" + parameters + "sslmode=disable", settings.user(), settings.password());
  }

  /** The texts of all statements so far, each once. */
  Set<String> statements() {
    return Set.copyOf(statements);
  }

  /** Forgets the statements so far. */
  void clear() {
    statements.clear();
  }

  /** How often a client has sent something that the server answers at once. */
  long roundTrips() {
    return roundTrips.get();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        Socket onward = new Socket(server.getHost(), server.getPort());
        client.setTcpNoDelay(true);
        onward.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(onward);
        Thread.ofVirtual().start(() -> forward(client, onward));
        Thread.ofVirtual().start(() -> giveBack(onward, client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void forward(Socket client, Socket onward) {
    try (client;
        onward) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(onward.getOutputStream());
      int version;
      do {
        byte[] start = in.readNBytes(8);
        out.write(start);
        version = intAt(start, 4);
        out.write(in.readNBytes(intAt(start, 0) - 8));
      } while (version == TLS_REQUEST);
      for (int type = in.read(); type >= 0; type = in.read()) {
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        note((char) type, body); // before the answer can be there
        out.writeByte(type);
        out.writeInt(length);
        out.write(body);
      }
    } catch (IOException e) {
      // One side has gone.
    }
  }

  private static int intAt(byte[] bytes, int index) {
    return java.nio.ByteBuffer.wrap(bytes).getInt(index);
  }

  private void note(char type, byte[] body) {
    switch (type) {
      case 'P' -> statements.add(text(body, text(body, 0).length() + 1));
      case 'Q' -> {
        String text = text(body, 0);
        statements.add(text);
        if (!text.equals("BEGIN")) { // the driver sends it with the statement that follows
          roundTrips.incrementAndGet();
        }
      }
      case 'S' -> roundTrips.incrementAndGet();
      default -> {}
    }
  }

  private static String text(byte[] body, int start) {
    int end = start;
    while (body[end] != 0) {
      end++;
    }
    return new String(body, start, end - start, StandardCharsets.UTF_8);
  }

  private void giveBack(Socket onward, Socket client) {
    try (client;
        onward) {
      onward.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One side has gone.
    }
  }

  @Override
  public void close() {
    try {
      entrance.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
