package linkhold.app.clients;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.Relay;
import org.jspecify.annotations.Nullable;

/**
 * A network in front of a server, with faults for requests by a schedule. Each connection has one
 * request, so that no client repeats one by itself.
 */
final class FaultyProxy implements AutoCloseable {

  private static final int PIECE_BYTES = 64 * 1024;

  /** What happens to a request. */
  sealed interface Fault {

    /** The server does not get it. */
    record LosesRequest() implements Fault {}

    /** The server carries it out, and the client gets no answer. */
    record LosesAnswer() implements Fault {}

    /** An answer that is not the server's. */
    record Answers(int status, String type, String body, String headers) implements Fault {}

    /** The answer comes late. */
    record Waits(long millis) implements Fault {}

    /** The connection breaks after this many bytes of the body. */
    record Cuts(int bytes) implements Fault {}

    /** The answer waits until it is released. */
    record Holds(CountDownLatch reached, CountDownLatch released) implements Fault {}
  }

  /** A fault of requests to come; {@code times} is -1 for all of them. */
  private static final class Planned {

    private final String method;
    private final String type;
    private final String path;
    private final Fault fault;
    private int after;
    private int times;

    Planned(String method, String type, String path, Fault fault, int after, int times) {
      this.method = method;
      this.type = type;
      this.path = path;
      this.fault = fault;
      this.after = after;
      this.times = times;
    }

    boolean meets(Request request) {
      if (!method.equals(request.method) || !path.equals(request.path)) {
        return false;
      }
      if (!request.header("accept").contains(type) || times == 0) {
        return false;
      }
      if (after > 0) {
        after--;
        return false;
      }
      times = Math.max(times - 1, -1);
      return true;
    }
  }

  /**
   * @param body its bytes as ISO 8859-1
   */
  private record Request(
      String method, String path, String line, List<String> headers, String body) {

    /** The value in lower case; empty when there is none. */
    String header(String name) {
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT))
          .findFirst()
          .orElse("");
    }
  }

  private final int server;
  private final Relay relay = new Relay(this::serve);
  private final List<Planned> schedule = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private volatile @Nullable String token;
  private volatile @Nullable Random losing;

  /** A network in front of the server on this port of the machine. */
  FaultyProxy(int server) {
    this.server = server;
  }

  /** Where clients call. */
  URI address() {
    return URI.create("http://127.0.0.1:" + relay.port());
  }

  /**
   * Adds a fault.
   *
   * @param request a method, maybe a media type that the request accepts, and a path
   * @param after how many such requests pass first
   * @param times how many it concerns; -1 for all
   */
  void plan(String request, Fault fault, int after, int times) {
    String[] words = request.split(" ", -1);
    String type = words.length > 2 ? words[1] : "";
    synchronized (schedule) {
      schedule.add(new Planned(words[0], type, words[words.length - 1], fault, after, times));
    }
  }

  /** Removes all faults. */
  void clear() {
    synchronized (schedule) {
      schedule.clear();
    }
    losing = null;
  }

  /** Loses requests and answers at random from now on. */
  void loseAtRandom(Random random) {
    losing = random;
  }

  /** Replaces the client's token in each request by this one. */
  void replaceToken(String secret) {
    token = secret;
  }

  /** Breaks all connections. */
  void drop() {
    relay.drop();
  }

  /** How many bytes clients have sent. */
  long sent() {
    return sent.get();
  }

  /** How many bytes clients have received. */
  long received() {
    return received.get();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    Request request = read(client.getInputStream());
    answer(request, fault(request), client.getOutputStream(), client);
  }

  private @Nullable Fault fault(Request request) {
    Random random = losing;
    if (random != null) {
      return switch (random.nextInt(8)) {
        case 0 -> new Fault.LosesRequest();
        case 1 -> new Fault.LosesAnswer();
        default -> null;
      };
    }
    synchronized (schedule) {
      for (Planned planned : schedule) {
        if (planned.meets(request)) {
          return planned.fault;
        }
      }
      return null;
    }
  }

  private Request read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      lines.add(line);
    }
    if (lines.isEmpty()) {
      throw new IOException("No request.");
    }
    String first = lines.removeFirst();
    String[] words = first.split(" ", -1);
    String path = words[1].replaceFirst("\\?.*", "");
    Request head = new Request(words[0], path, first, lines, "");
    String length = head.header("content-length");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    sent.addAndGet(body.length);
    return new Request(words[0], path, first, lines, new String(body, ISO_8859_1));
  }

  private String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("The client has gone.");
      }
      line.write(b);
    }
    sent.addAndGet(line.size() + 1L);
    return line.toString(ISO_8859_1).stripTrailing();
  }

  private void answer(Request request, @Nullable Fault fault, OutputStream out, Socket client)
      throws IOException, InterruptedException {
    if (fault instanceof Fault.LosesRequest) {
      return;
    }
    if (fault instanceof Fault.Answers(int status, String type, String body, String headers)) {
      byte[] bytes = body.getBytes(UTF_8);
      String head =
          "HTTP/1.1 %d Proxy\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
              .formatted(status, type, bytes.length, headers);
      write(out, head.getBytes(UTF_8), head.length());
      write(out, bytes, bytes.length);
      return;
    }
    try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), server)) {
      onward.getOutputStream().write(forwarded(request));
      InputStream answer = onward.getInputStream();
      if (fault instanceof Fault.LosesAnswer) {
        answer.readAllBytes();
        return;
      }
      byte[] piece = new byte[PIECE_BYTES];
      int size = answer.read(piece); // its head is the first piece
      switch (fault) {
        case Fault.Waits(long millis) -> Thread.sleep(millis);
        case Fault.Holds(CountDownLatch reached, CountDownLatch released) -> {
          reached.countDown();
          released.await();
        }
        case null, default -> {}
      }
      // A stream ends when its client disconnects, also while the server sends nothing.
      Thread.ofVirtual().start(() -> closeAfter(client, onward));
      int head = new String(piece, 0, Math.max(size, 0), ISO_8859_1).indexOf("\r\n\r\n") + 4;
      long left = fault instanceof Fault.Cuts(int bytes) ? head + (long) bytes : Long.MAX_VALUE;
      for (; size > 0 && left > 0; size = answer.read(piece)) {
        write(out, piece, (int) Math.min(size, left));
        left -= size;
      }
    }
  }

  private void write(OutputStream out, byte[] bytes, int size) throws IOException {
    out.write(bytes, 0, size);
    out.flush();
    received.addAndGet(size);
  }

  private byte[] forwarded(Request request) {
    StringBuilder head = new StringBuilder(request.line).append("\r\n");
    for (String header : request.headers) {
      String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
      String secret = token;
      if (secret != null && name.equals("authorization")) {
        head.append("Authorization: Bearer ").append(secret).append("\r\n");
      } else if (!Set.of("connection", "upgrade", "http2-settings", "host").contains(name)) {
        head.append(header).append("\r\n");
      }
    }
    head.append("Host: 127.0.0.1:").append(server).append("\r\nConnection: close\r\n\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(ISO_8859_1));
    bytes.writeBytes(request.body.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  private static void closeAfter(Socket client, Socket onward) {
    try {
      client.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The client has disconnected.
    }
    close(onward);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    relay.close();
  }
}
