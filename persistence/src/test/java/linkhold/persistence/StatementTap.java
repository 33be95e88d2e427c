package linkhold.persistence;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.Relay;

/**
 * A network in front of a PostgreSQL that reads what clients send: the texts of statements, and how
 * often the client waits for an answer.
 */
final class StatementTap implements AutoCloseable {

  /** The code of a request for TLS, where a start-up message has the version of the protocol. */
  private static final int TLS_REQUEST = 80_877_103;

  private final URI server;
  private final Relay relay = new Relay(this::serve);
  private final Set<String> statements = ConcurrentHashMap.newKeySet();
  private final AtomicLong roundTrips = new AtomicLong();

  /** A tap in front of the server of a {@code jdbc:postgresql:} URL. */
  StatementTap(String jdbcUrl) {
    this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
  }

  /** The same database, through this tap. */
  DatabaseSettings of(DatabaseSettings settings) {
    String url = "jdbc:postgresql://127.0.0.1:" + relay.port() + server.getPath();
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

  /** How often a client has sent messages that the server answers at once. */
  long roundTrips() {
    return roundTrips.get();
  }

  private void serve(Socket client) throws IOException {
    try (Socket onward = relay.connect(server.getHost(), server.getPort())) {
      Thread.ofVirtual().start(() -> giveBack(onward, client));
      forward(client, onward);
    }
  }

  private void forward(Socket client, Socket onward) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(onward.getOutputStream()));
    int version;
    do {
      byte[] start = in.readNBytes(8);
      out.write(start);
      version = intAt(start, 4);
      out.write(in.readNBytes(intAt(start, 0) - 8));
      out.flush();
    } while (version == TLS_REQUEST);
    for (int type = in.read(); type >= 0; type = in.read()) {
      int length = in.readInt();
      byte[] body = in.readNBytes(length - 4);
      note((char) type, body); // before the answer can be there
      out.writeByte(type);
      out.writeInt(length);
      out.write(body);
      if (in.available() == 0) {
        out.flush();
      }
    }
  }

  private static int intAt(byte[] bytes, int index) {
    return ByteBuffer.wrap(bytes).getInt(index);
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

  private static void giveBack(Socket onward, Socket client) {
    try (client) {
      onward.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One side has disconnected.
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
