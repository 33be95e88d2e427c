package linkhold.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import linkhold.domain.Scope;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {

  private static TokenServer server;
  private static String secret;

  @BeforeAll
  static void start() {
    server = TokenServer.start(TokenServer.SETTINGS.withTrustedProxies(List.of("127.0.0.1")));
    secret = server.secret("ann", Scope.READ);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /links HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "GET /links HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /nowhere HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "PUT /links HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "OPTIONS /v1/links HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "HEAD /v1/links HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer SECRET\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /problems/not-found HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /links HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void everyAnswerHasTheSecurityHeaders(String request) throws IOException {
    String sent =
        request
            .replace("SECRET", secret)
            .replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n");
    String head = server.http.raw(sent).split("\r\n\r\n", 2)[0];
    for (String header :
        new String[] {
          "X-Content-Type-Options: nosniff",
          "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy: no-referrer",
          "Cross-Origin-Resource-Policy: same-origin",
        }) {
      assertEquals(1, head.split("\r\n" + header, -1).length - 1, header + " in " + head);
    }
    assertFalse(head.contains("Strict-Transport-Security"), head);
    assertFalse(head.toLowerCase(Locale.ROOT).contains("helidon"), head);
    assertFalse(head.contains("\r\nServer:"), head);
  }

  @Test
  void behindAProxyWithTlsBrowsersHaveToStayWithIt() throws IOException {
    String start = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    String proto = "X-Forwarded-Proto: https\r\n\r\n";
    String hsts = "\r\nStrict-Transport-Security: max-age=";
    assertTrue(server.http.raw(start + proto).contains(hsts));
    try (TokenServer trustsNobody = TokenServer.start()) {
      assertFalse(trustsNobody.http.raw(start + proto).contains(hsts));
    }
  }
}
