package linkhold.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import linkhold.domain.Patience;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When HTTP/2 is used, and limits for small requests that stand for much. */
class Http2Test {

  private static final int GOAWAY = 7;
  private static final int ENHANCE_YOUR_CALM = 0xb;
  private static final long MEGABYTE = 1 << 20;

  @TempDir private static Path directory;
  private static TestCertificate certificate;
  private static SSLContext trusting;

  @BeforeAll
  static void create() throws Exception {
    certificate = TestCertificate.create(directory, "server");
    trusting = TestCertificate.trusting(certificate);
  }

  @Test
  void itIsOffUnlessSwitchedOn() throws Exception {
    try (TokenServer server = server(false)) {
      try (SSLSocket socket = connect(server, "h2", "http/1.1")) {
        assertEquals("http/1.1", socket.getApplicationProtocol());
        socket
            .getOutputStream()
            .write(
                "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(ISO_8859_1));
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      }
      assertThrows(SSLHandshakeException.class, () -> connect(server, "h2").close());
    }
    try (TokenServer server = server(true);
        SSLSocket socket = connect(server, "h2", "http/1.1")) {
      assertEquals("h2", socket.getApplicationProtocol());
    }
  }

  @Test
  void itIsNotSpokenWithoutTls() throws Exception {
    try (TokenServer server = TokenServer.start(TokenServer.SETTINGS.withHttp2(true))) {
      String answer = server.http.raw(RawFuzzTest.preface());
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      String upgrade =
          "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";
      assertTrue(server.http.raw(upgrade).startsWith("HTTP/1.1 200 "));
    }
  }

  /** 16 kB that stand for 48 MB: a large field in the table, named 12,000 times. */
  @Test
  void headersThatAreLargeOnlyWhenDecodedEndTheConnectionAndTakeNoMemory() throws Exception {
    try (TokenServer server = server(true)) {
      try (SSLSocket socket = connect(server, "h2")) {
        socket.getOutputStream().write(bomb(1));
        assertEquals(ENHANCE_YOUR_CALM, errorOfGoAway(socket.getInputStream()));
      }
      long before = usedHeap();
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        SSLSocket socket = connect(server, "h2");
        open.add(socket);
        try {
          socket.getOutputStream().write(bomb(20));
        } catch (IOException e) {
          // refused while it was still sending
        }
      }
      long more = usedHeap() - before;
      assertTrue(more < 64 * MEGABYTE, () -> more / MEGABYTE + " MB");
      for (Socket socket : open) {
        socket.close();
      }
      try (SSLSocket socket = connect(server, "h2")) {
        socket.getOutputStream().write(RawFuzzTest.preface());
        socket.getOutputStream().write(RawFuzzTest.frame(1, 5, 1, request()));
        assertTrue(socket.getInputStream().read() >= 0);
      }
    }
  }

  private static byte[] bomb(int requests) {
    byte[] names = new byte[12_000];
    Arrays.fill(names, (byte) 0xbe);
    byte[] large = new byte[4000];
    Arrays.fill(large, (byte) 'a');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawFuzzTest.preface());
    for (int i = 0; i < requests; i++) {
      ByteArrayOutputStream headers = new ByteArrayOutputStream();
      headers.writeBytes(request());
      if (i == 0) {
        headers.writeBytes(
            new byte[] {0x40, 4, 'x', 'b', 'i', 'g', 0x7f, (byte) 0xa1, 0x1e}); // 4,000 bytes
        headers.writeBytes(large);
      }
      headers.writeBytes(names);
      bytes.writeBytes(RawFuzzTest.frame(1, 5, 1 + 2 * i, headers.toByteArray()));
    }
    return bytes.toByteArray();
  }

  /** {@code GET /} of {@code https://x}. */
  private static byte[] request() {
    return new byte[] {(byte) 0x82, (byte) 0x84, (byte) 0x87, 0x41, 1, 'x'};
  }

  private static int errorOfGoAway(InputStream in) throws IOException {
    DataInputStream frames = new DataInputStream(in);
    try {
      while (true) {
        int lengthAndType = frames.readInt();
        frames.skipNBytes(5);
        byte[] payload = new byte[lengthAndType >>> 8];
        frames.readFully(payload);
        if ((lengthAndType & 0xff) == GOAWAY) {
          return payload[7];
        }
      }
    } catch (EOFException | SocketException e) {
      throw new AssertionError("The connection ended without a reason", e);
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static TokenServer server(boolean http2) {
    return TokenServer.start(TokenServer.SETTINGS.withTls(certificate.files()).withHttp2(http2));
  }

  private static SSLSocket connect(TokenServer server, String... protocols) throws IOException {
    Socket plain = server.http.connect();
    plain.setSoTimeout(Patience.millis(20_000));
    SSLSocket socket =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
