package linkhold.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import org.junit.jupiter.api.Test;

/**
 * Random requests, valid and damaged, as bytes to a real server. The seed is fixed, so that a
 * failure can be repeated.
 */
class FuzzTest {

  private static final long SEED = 20261123;
  private static final int REQUESTS = 3_000;

  private static final String[] METHODS = {
    "GET", "GET", "GET", "POST", "POST", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "PUT", "BREW"
  };
  private static final String[] PATHS = {
    "/links",
    "/links",
    "/v1/links",
    "/v1/links",
    "/v1/links",
    "/v1/links/1",
    "/v1/links/1",
    "/v1/links/2",
    "/v1/links/lookup",
    "/v1/tags",
    "/v1/tags/a",
    "/v1/changes",
    "/v1/changes",
    "/v1/batch",
    "/v1/batch",
    "/v1/account",
    "/v1/export",
    "/v1/import",
    "/v1/import",
    "/v1/accounts",
    "/v1/accounts/ann",
    "/v1/accounts/x/tokens",
    "/v1/accounts/x/tokens/1",
    "/api/bookmarks/",
    "/api/bookmarks/",
    "/api/bookmarks/",
    "/api/bookmarks",
    "/api/bookmarks/archived/",
    "/api/bookmarks/shared/",
    "/api/bookmarks/check/",
    "/api/bookmarks/singlefile/",
    "/api/bookmarks/1/",
    "/api/bookmarks/1/",
    "/api/bookmarks/2/archive/",
    "/api/bookmarks/2/unarchive/",
    "/api/bookmarks/2/assets/",
    "/api/bookmarks/%00/",
    "/api/tags/",
    "/api/tags/1/",
    "/api/bundles/",
    "/api/bundles/1/",
    "/api/user/profile/",
    "/api/x",
    "/health",
    "/problems/not-found",
    "/health/live",
    "/",
    "*",
    "//",
    "/v1/links/",
    "/v1/links/%2e%2e/tags",
    "/v1/tags/%00",
    "/v1/tags/%ff%fe",
    "/v1/tags/a%2Fb",
    "/v1/accounts/%",
  };
  private static final String[] NAMES = {
    "offset",
    "bundle",
    "modified_since",
    "added_since",
    "user",
    "q",
    "tag",
    "unread",
    "archived",
    "favorite",
    "shared",
    "sort",
    "limit",
    "format",
    "cursor",
    "since",
    "url",
    "x"
  };
  private static final String[] VALUES = {
    "",
    "a",
    "true",
    "any",
    "-created",
    "title_desc",
    "yes",
    "2026-01-01T00:00:00+00:00",
    "not (a or !unread) and %23b",
    "title",
    "csv",
    "html",
    "50",
    "0",
    "-1",
    "99999999999999999999",
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "\"a or (b",
    "%23tag",
    "AQ",
    "AQAAAAAAAAAAAAAAAAAAAAAA",
    "a+b",
    "%",
    "https://a.example/",
    "javascript:alert(1)",
    "((((((((((",
    "or or -",
    "\\",
    "%c3%28",
    "'--"
  };
  private static final String[] HEADERS = {
    "Content-Type: application/json",
    "Content-Type: text/plain",
    "Content-Type: ;;;=",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: multipart/form-data; boundary=x",
    "X-Forwarded-Host: x/y",
    "Content-Type: application/json; charset=utf-16",
    "Accept: text/html",
    "Accept: */*;q=x",
    "Accept: text/event-stream",
    "Last-Event-ID: AQAAAAAAAAAAAAAAAAAAAAAA",
    "Last-Event-ID: \u00ff",
    "Accept: application/json;q=0",
    "If-Match: *",
    "If-Match: \"a.1\"",
    "If-Match: nonsense\"",
    "If-None-Match: W/\"1.1.1\", \"x\"",
    "If-None-Match: ,,,",
    "Prefer: handling=lenient",
    "Prefer: ;=,",
    "Accept-Encoding: gzip",
    "Content-Encoding: gzip",
    "Expect: 100-continue",
    "Origin: null",
    "Range: bytes=0-1",
    "X-Forwarded-For: x",
    "Upgrade: h2c",
    "Cookie: \u00ff",
    "Connection: upgrade",
    "Transfer-Encoding: chunked",
    "Content-Length: 3",
    "Host: b",
  };
  private static final String[] TEXTS = {
    "\"https://a.example/%d\"",
    "\"http://[::1\"",
    "\"\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "null",
    "true",
    "-0",
    "1e400",
    "1e-400",
    "99999999999999999999999",
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    "[\"a\",null,1,\"b c\"]",
    "\"2026-11-23T08:00:00Z\"",
    "\"9999-99-99T99:99:99Z\"",
    "\"\u00e4\"",
    "{\"url\":{}}",
    "\"//\"",
    "\"xn--a\"",
    "\"https://\\u202e.example\"",
    "[{\"op\":\"save\",\"link\":{\"url\":\"https://a.example/%d\"}}]",
    "[{\"op\":\"update\",\"id\":%d,\"patch\":{\"title\":\"\\ud800\"}}]",
    "[{\"op\":\"delete\",\"id\":%d,\"ifMatch\":[\"\\\"a.1\\\"\",\"*\",null]},7]",
    "\"write\"",
    "\"admin\"",
  };
  private static final String[] FILES = {
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><H3>f</H3><DL><p><DT><A"
        + " HREF=\"https://a.example/1\" ADD_DATE=\"1\" TAGS=\"a,b\">A</A><DD>d</DL>",
    "title,url,time_added,tags,status\n\"A\",https://a.example/2,1700000000,a|b,unread\n",
    "[{\"href\":\"https://a.example/3\",\"tags\":\"a b\"},{}]",
    "{\"url\":\"https://a.example/4\",\"tags\":[\"a\"]}\n{\"url\":\"b.example\"}\n",
  };
  private static final String[] MEMBERS = {
    "url",
    "title",
    "description",
    "note",
    "tags",
    "addTags",
    "removeTags",
    "unread",
    "archived",
    "is_archived",
    "tag_names",
    "date_added",
    "filter_unread",
    "order",
    "createdAt",
    "name",
    "label",
    "scope",
    "expiresAt",
    "expiresIn",
    "operations",
    "operations",
    "link",
    "patch",
    "id",
    "x",
    "",
    "\\u0000",
    "~/"
  };

  private final Random random = new Random(SEED);

  @Test
  void noRequestBreaksTheServer() throws IOException {
    Map<String, Integer> statuses = new TreeMap<>();
    HttpSettings settings =
        TokenServer.SETTINGS.withLimits(
            HttpLimits.builder()
                .requestLineBytes(4096)
                .headerBytes(4096)
                .bodyBytes(2048)
                .connections(64)
                .concurrentRequests(64)
                .requestsPerToken(0)
                .failedAuthentications(0)
                .build());
    try (TokenServer server = TokenServer.start(settings)) {
      String[] secrets = {
        server.secret("bob", Scope.WRITE), server.secret("bob", Scope.ADMIN), "lh_unknown"
      };
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = request(one(secrets));
        String shown = "request " + i + ": " + new String(request, ISO_8859_1);
        String response = exchange(server, request, shown);
        assertTrue(
            response.isEmpty() || response.matches("(?s)HTTP/1\\.1 [1-5]\\d\\d .*"),
            () -> shown + "\n" + response);
        String status = response.isEmpty() ? "closed" : response.substring(9, 12);
        boolean ours = status.startsWith("5") && !status.equals("501") && !status.equals("505");
        assertFalse(ours, () -> shown + "\n" + response);
        assertFalse(response.contains("\tat ") || response.contains("Exception"), () -> response);
        statuses.merge(status, 1, Integer::sum);
      }
      assertEquals(200, server.get(server.secret("bob", Scope.READ), "/links").statusCode());
    }
    System.out.println("FuzzTest: " + REQUESTS + " requests, seed " + SEED + ": " + statuses);
    assertTrue(statuses.keySet().size() >= 8, statuses::toString);
  }

  private static String exchange(TokenServer server, byte[] request, String shown)
      throws IOException {
    try (Socket socket = server.http.connect()) {
      socket.setSoTimeout(Patience.millis(20_000));
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput(); // so that the server does not wait for a damaged length
        return response(socket.getInputStream());
      } catch (SocketTimeoutException e) {
        throw new AssertionError("No end: " + shown, e);
      } catch (SocketException e) {
        return ""; // cut while it was still being sent
      }
    }
  }

  /** All of it, or, of a stream of events, its beginning. */
  private static String response(InputStream in) throws IOException {
    ByteArrayOutputStream response = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      response.write(piece, 0, count);
      if (response.toString(UTF_8).contains("\r\nContent-Type: text/event-stream\r\n")) {
        break;
      }
    }
    return response.toString(UTF_8);
  }

  private byte[] request(String secret) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    Charset charset = chance(20) ? ISO_8859_1 : UTF_8;
    byte[] body = chance(3) ? new byte[0] : body().getBytes(charset);
    StringBuilder head = new StringBuilder();
    head.append(one(METHODS)).append(' ').append(one(PATHS));
    for (int i = random.nextInt(4); i > 0; i--) {
      head.append(head.indexOf("?") < 0 ? '?' : '&').append(one(NAMES)).append('=');
      head.append(one(VALUES).replace(' ', '+').replace("\"", "%22").replace("\\", "%5C"));
    }
    head.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    if (!chance(10)) {
      head.append("Authorization: Bearer ").append(secret).append("\r\n");
    }
    if (!chance(4)) {
      head.append("Content-Type: application/json\r\n");
    }
    for (int i = chance(2) ? random.nextInt(4) : 0; i > 0; i--) {
      head.append(one(HEADERS)).append("\r\n");
    }
    if (body.length > 0 && !chance(20)) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    request.writeBytes(body);
    byte[] bytes = request.toByteArray();
    return chance(4) ? damaged(bytes) : bytes;
  }

  private String body() {
    return switch (random.nextInt(11)) {
      case 8 -> "url=https%3A%2F%2Fa.example&tag_names=%zz&name=x&title=" + one(VALUES);
      case 9 -> parts();
      case 0 -> one(TEXTS);
      case 1 -> "{".repeat(random.nextInt(100)) + "[".repeat(random.nextInt(100));
      case 4 -> one(FILES);
      case 2 -> "{\"note\":\"" + "a".repeat(random.nextInt(4096)) + "\"}";
      case 3 -> "{\"url\":\"https://a.example/" + random.nextInt(50) + "\"}";
      default -> object();
    };
  }

  private String parts() {
    StringBuilder parts = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      parts.append("--x\r\nContent-Disposition: form-data; name=\"").append(one(MEMBERS));
      parts.append("\"\r\n\r\n").append(one(VALUES)).append("\r\n");
    }
    return parts.append(chance(4) ? "" : "--x--\r\n").toString();
  }

  private String object() {
    StringBuilder object = new StringBuilder("{");
    for (int i = random.nextInt(5); i >= 0; i--) {
      object.append('"').append(one(MEMBERS)).append("\":");
      object.append(one(TEXTS).replace("%d", Integer.toString(random.nextInt(50))));
      object.append(i == 0 ? '}' : ',');
    }
    return object.toString();
  }

  /** Some bytes changed, cut out or doubled. */
  private byte[] damaged(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rate = 20 + random.nextInt(500);
    for (byte b : bytes) {
      switch (chance(rate) ? random.nextInt(3) : 3) {
        case 0 -> out.write(random.nextInt(256));
        case 1 -> {
          out.write(b);
          out.write(b);
        }
        case 2 -> {}
        default -> out.write(b);
      }
    }
    return out.toByteArray();
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private String one(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
