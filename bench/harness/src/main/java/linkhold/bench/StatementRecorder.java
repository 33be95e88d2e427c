package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import linkhold.bench.RecordedStatement.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between the server and the database that records the statements, so that pgbench runs
 * exactly what the server sends. It reads the messages Parse, Bind and Sync of the PostgreSQL
 * protocol, version 3; the messages before one Sync are one transaction.
 */
final class StatementRecorder implements AutoCloseable {

  private static final int BYTEA = 17;
  private static final Pattern SETTING = Pattern.compile("\\s*set (\\w+) = '?([^']+)'?\\s*");

  /** Longer than a server waits after its start before it reads the links of all accounts. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final ServerSocket listening;
  private final BenchDatabase.Address database;
  private final List<RecordedTransaction> recorded = new ArrayList<>();

  /** Listens on a free port of the loopback address, for {@code database}. */
  StatementRecorder(BenchDatabase.Address database) throws IOException {
    this.database = database;
    this.listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Deletes the recorded statements. */
  synchronized void clear() {
    recorded.clear();
  }

  /** The last transaction that touches {@code table}. */
  synchronized RecordedTransaction last(String table) throws IOException {
    return recorded.reversed().stream()
        .filter(transaction -> transaction.touches(table))
        .findFirst()
        .orElseThrow(() -> new IOException("The server sent nothing about " + table));
  }

  /** Waits until the server has sent nothing about {@code table} for a while. */
  void awaitQuiet(String table) throws InterruptedException {
    boolean quiet = false;
    while (!quiet) {
      clear();
      Thread.sleep(QUIET);
      synchronized (this) {
        quiet = recorded.stream().noneMatch(transaction -> transaction.touches(table));
      }
    }
  }

  private synchronized void record(RecordedTransaction transaction) {
    recorded.add(transaction);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(database.host(), database.port());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(client, server, false));
        Thread.ofVirtual().start(() -> pass(server, client, true));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      if (answers) {
        from.getInputStream().transferTo(to.getOutputStream());
      } else {
        new Messages(from, to).pass();
      }
    } catch (IOException e) {
      // One side has closed; the other is closed too.
    }
  }

  /** The messages of one client. */
  private final class Messages {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final Map<String, String> settings = new TreeMap<>();
    private final List<RecordedStatement> group = new ArrayList<>();

    private record Prepared(String sql, List<Integer> types) {}

    Messages(Socket from, Socket to) throws IOException {
      in = new DataInputStream(from.getInputStream());
      out = new DataOutputStream(to.getOutputStream());
    }

    void pass() throws IOException {
      forward(-1); // the first message has no type
      while (true) {
        int type = in.readUnsignedByte();
        ByteBuffer message = forward(type);
        switch (type) {
          case 'P' -> parse(message);
          case 'B' -> bind(message);
          case 'S' -> {
            record(new RecordedTransaction(Map.copyOf(settings), List.copyOf(group)));
            group.clear();
          }
          default -> {}
        }
      }
    }

    private ByteBuffer forward(int type) throws IOException {
      int length = in.readInt();
      byte[] content = in.readNBytes(length - 4);
      ByteBuffer message = ByteBuffer.allocate(length + 1);
      if (type >= 0) {
        message.put((byte) type);
      }
      message.putInt(length).put(content);
      out.write(message.array(), 0, message.position());
      out.flush();
      return ByteBuffer.wrap(content);
    }

    private void parse(ByteBuffer message) {
      String name = text(message);
      String sql = text(message);
      List<Integer> types = new ArrayList<>();
      for (int i = message.getShort(); i > 0; i--) {
        types.add(message.getInt());
      }
      prepared.put(name, new Prepared(sql, types));
    }

    private void bind(ByteBuffer message) throws IOException {
      text(message); // the portal
      Prepared statement = prepared.get(text(message));
      if (statement == null) {
        return;
      }
      short[] formats = new short[message.getShort()];
      message.asShortBuffer().get(formats);
      message.position(message.position() + 2 * formats.length);
      int count = message.getShort();
      List<Parameter> parameters = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        boolean binary = formats.length > 0 && formats[formats.length == 1 ? 0 : i] == 1;
        int type = i < statement.types().size() ? statement.types().get(i) : 0;
        parameters.add(new Parameter(type, value(message, type, binary)));
      }
      Matcher setting = SETTING.matcher(statement.sql());
      if (setting.matches()) {
        settings.put(setting.group(1), setting.group(2));
      }
      group.add(new RecordedStatement(statement.sql(), parameters));
    }

    /** A value. The driver was told to send texts; bytes and arrays come in their own form. */
    private static @Nullable String value(ByteBuffer message, int type, boolean binary)
        throws IOException {
      int length = message.getInt();
      if (length < 0) {
        return null;
      }
      byte[] bytes = new byte[length];
      message.get(bytes);
      if (!binary) {
        return new String(bytes, UTF_8);
      }
      return type == BYTEA ? "\\x" + HexFormat.of().formatHex(bytes) : BinaryArray.text(bytes);
    }

    private static String text(ByteBuffer message) {
      int start = message.position();
      while (message.get() != 0) {
        // up to the end
      }
      byte[] bytes = new byte[message.position() - 1 - start];
      message.get(start, bytes);
      return new String(bytes, UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
