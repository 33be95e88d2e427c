package linkhold.http.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertRawProblem;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenModeGuardTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: localhost",
        "Host: LocalHost:8080",
        "Host: 127.0.0.1:8080",
        "Host: 10.0.2.2",
        "Host: [::1]:8080",
        "Host: [fe80::1]",
        "Host: [::ffff:127.0.0.1]",
        "Host: localhost:8080|Origin: http://localhost:8080",
        "Host: localhost:8080|Origin: HTTPS://LOCALHOST:8080",
        "Host: 10.0.2.2|Origin: http://10.0.2.2",
        "Host: localhost|Sec-Fetch-Site: none",
        "Host: localhost|Sec-Fetch-Site: same-origin",
      })
  void programsOfThisMachineAreServed(String headers) throws IOException {
    String response = get("/links", headers);
    assertTrue(response.startsWith("HTTP/1.1 200 "), response);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: example.com",
        "Host: example.com:8080",
        "Host: localhost.example.com",
        "Host: localhost.",
        "Host: a.localhost",
        "Host: 127.0.0.1.example.com",
        "Host: 127.1",
        "Host: 0x7f000001",
        "Host: localhost:8080|Origin: http://localhost",
        "Host: localhost:8080|Origin: http://localhost:3000",
        "Host: localhost:8080|Origin: http://127.0.0.1:8080",
        "Host: localhost|Origin: http://evil.example",
        "Host: localhost|Origin: localhost",
        "Host: localhost|Origin: null",
        "Host: localhost|Origin: http://localhost|Origin: http://evil.example",
        "Host: localhost|Sec-Fetch-Site: cross-site",
        "Host: localhost|Sec-Fetch-Site: same-site",
        "Host: localhost|Sec-Fetch-Site: whatever",
        "Host: localhost|Forwarded: for=1.2.3.4",
        "Host: localhost|X-Forwarded-For: 1.2.3.4",
        "Host: localhost|x-forwarded-proto: https",
        "Host: localhost|X-Forwarded-Anything: x",
        "Host: localhost|X-Real-IP: 1.2.3.4",
        "Host: localhost|Via: 1.1 proxy",
        "Host: localhost|CF-Connecting-IP: 1.2.3.4",
      })
  void everyoneElseIsRefusedWithTheWayOut(String headers) throws IOException {
    for (String path : new String[] {"/links", "/nowhere", "/problems/open-mode"}) {
      var problem = assertRawProblem(ProblemType.OPEN_MODE, get(path, headers));
      assertTrue(problem.get("detail").asText().contains("--auth token"), problem::toString);
    }
  }

  /** As a proxy that adds nothing has a user of its own. */
  @ParameterizedTest
  @CsvSource({"nobody, 403", "root, 200"})
  @EnabledOnOs(OS.LINUX)
  void onlyProgramsOfThisUserAndRootAreServed(String user, int status) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "cannot become another user");
    String request = "GET /links HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n";
    Process client =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + user,
                "--clear-groups",
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/%d; printf '%s' >&3; cat <&3"
                    .formatted(server.api.port(), request))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String response = new String(client.getInputStream().readAllBytes(), UTF_8);
    assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
    if (status == 403) {
      var problem = assertRawProblem(ProblemType.OPEN_MODE, response);
      assertTrue(problem.get("detail").asText().contains("another user"), problem::toString);
    }
  }

  @Test
  void healthAnswersAnyone() throws IOException {
    String headers = "Host: example.com|X-Forwarded-For: 1.2.3.4|Sec-Fetch-Site: cross-site";
    for (String path : new String[] {"/health/live", "/health/ready"}) {
      String response = get(path, headers);
      assertTrue(response.startsWith("HTTP/1.1 200 "), response);
    }
  }

  private static String get(String path, String headers) throws IOException {
    String lines = headers.replace("|", "\r\n");
    return server.raw("GET " + path + " HTTP/1.1\r\n" + lines + "\r\nConnection: close\r\n\r\n");
  }
}
