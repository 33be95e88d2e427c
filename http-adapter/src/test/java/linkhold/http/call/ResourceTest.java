package linkhold.http.call;

import static linkhold.http.call.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import linkhold.http.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {

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
  @ValueSource(strings = {"DELETE", "PUT", "PATCH", "TRACE", "BREW"})
  void otherMethodsAreRefusedNamingThoseThatThereAre(String method) {
    HttpResponse<String> response = server.call(method, "/links");
    assertProblem(ProblemType.METHOD_NOT_ALLOWED, response);
    assertEquals("GET, POST, HEAD, OPTIONS", response.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void optionsNamesTheMethods() {
    HttpResponse<String> response = server.call("OPTIONS", "/health/live");
    assertEquals(204, response.statusCode());
    assertEquals("GET, HEAD, OPTIONS", response.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void headReturnsTheLengthOfACompleteBody() {
    HttpResponse<String> head = server.call("HEAD", "/health/live");
    assertEquals("15", head.headers().firstValue("Content-Length").orElse(""));
    assertEquals("", head.body());
    assertEquals("{\"status\":\"up\"}", server.get("/health/live").body());
  }

  @Test
  void headOfAMissingResourceIsAProblemWithoutItsBody() {
    HttpResponse<String> head = server.call("HEAD", "/nowhere");
    assertEquals(404, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void problemsAreKeptFromSharedCaches() {
    HttpResponse<String> response = server.get("/nowhere");
    assertProblem(ProblemType.NOT_FOUND, response);
    assertEquals("private, no-cache", response.headers().firstValue("Cache-Control").orElse(""));
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemTypeHasItsPage(ProblemType type) {
    HttpResponse<String> page = server.get(type.path());
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
    assertTrue(page.body().contains("<h1>" + type.title() + "</h1>"), page.body());
    assertTrue(page.body().contains(type.explanation()), page.body());
  }

  @Test
  void theListOfProblemTypesHasEachOfThem() {
    String list = server.get("/problems/").body();
    for (ProblemType type : ProblemType.values()) {
      assertTrue(list.contains("<a href=\"" + type.slug() + "\">"), type.slug());
    }
  }

  @Test
  void anUnknownProblemTypeHasNoPage() {
    assertProblem(ProblemType.NOT_FOUND, server.get("/problems/unheard-of"));
  }
}
