package linkhold.http.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static linkhold.http.call.Problems.assertProblem;
import static linkhold.http.call.Problems.header;
import static linkhold.http.call.Problems.json;
import static linkhold.http.call.Problems.pointers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import linkhold.domain.memory.InMemoryStore;
import linkhold.http.HttpLimits;
import linkhold.http.HttpSettings;
import linkhold.http.TestServer;
import linkhold.http.call.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRoutesTest {

  private static final String SAVE = "{'op':'save','link':{'url':'https://a.example/1'}}";

  private final TestServer server = TestServer.start();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void savesUpdatesAndDeletionsAreDoneInTheirOrder() {
    JsonNode result =
        done(
            "{'op':'save','link':{'url':'https://a.example/1','tags':['x']}}",
            "{'op':'save','link':{'url':'https://A.example/1/','title':'t'}}",
            "{'op':'save','link':{'url':'https://a.example/1'}}",
            "{'op':'update','url':'https://a.example/1','patch':{'addTags':['y'],'title':null}}",
            "{'op':'update','id':1,'patch':{'addTags':['y']}}",
            "{'op':'save','link':{'url':'https://a.example/2'}}",
            "{'op':'delete','url':'https://a.example/2'}",
            "{'op':'delete','id':1}",
            "{'op':'delete','id':1}",
            "{'op':'save','link':{'url':'https://a.example/1','note':'n'}}");

    assertEquals(
        List.of(
            "created",
            "merged",
            "unchanged",
            "updated",
            "unchanged",
            "created",
            "deleted",
            "deleted",
            "unchanged",
            "restored"),
        result.get("results").findValuesAsText("outcome"));
    assertEquals("[\"x\",\"y\"]", at(result, 3).get("link").get("tags").toString());
    assertEquals(1, at(result, 7).get("id").asLong());
    assertFalse(at(result, 7).has("link"));
    JsonNode restored = at(result, 9).get("link");
    assertEquals(json(server.get("/v1/links/1")), restored);
    assertEquals(result.get("revision"), restored.get("revision"));
  }

  @Test
  void oneFailureAndNothingIsDone() {
    JsonNode problem =
        failed(
            ProblemType.NOT_FOUND, 1, SAVE, "{'op':'delete','url':'https://a.example/none'}", SAVE);
    assertTrue(problem.get("detail").asText().contains("no"), problem::toString);
    assertEquals("[]", server.get("/links").body());
  }

  @Test
  void anotherLinksUrlIsAConflict() {
    done(SAVE, "{'op':'save','link':{'url':'https://a.example/2'}}");
    failed(
        ProblemType.ALREADY_EXISTS,
        0,
        "{'op':'update','id':1,'patch':{'url':'https://a.example/2'}}");
  }

  @Test
  void aStaleTagIsAFailureThatShowsTheLinkAndItsTag() {
    HttpResponse<String> saved =
        server.post("/v1/links", "{\"url\":\"https://a.example/1\",\"title\":\"a\"}");
    String stale = escaped(header(saved, "ETag"));
    done("{'op':'update','id':1,'patch':{'title':'b'},'ifMatch':'" + stale + "'}");

    HttpResponse<String> refused =
        batch(
            "{'op':'save','link':{'url':'https://a.example/2'}}",
            "{'op':'update','id':1,'patch':{'title':'c'},'ifMatch':['" + stale + "']}");
    JsonNode problem = assertProblem(ProblemType.PRECONDITION_FAILED, refused);
    assertEquals(1, problem.get("index").asInt());
    assertEquals("b", problem.get("link").get("title").asText());
    String current = escaped(header(refused, "ETag"));

    done(
        "{'op':'update','id':1,'patch':{'title':'c'},'ifMatch':['\\\"x.1\\\"','" + current + "']}");
    failed(
        ProblemType.PRECONDITION_FAILED, 0, "{'op':'delete','id':1,'ifMatch':'" + current + "'}");
    failed(ProblemType.PRECONDITION_FAILED, 0, "{'op':'delete','id':1,'ifMatch':[]}");
    failed(
        ProblemType.PRECONDITION_FAILED,
        0,
        "{'op':'save','link':{'url':'https://a.example/1','note':'n'},'ifMatch':'\\\"x.1\\\"'}");
  }

  @Test
  void aTagIsPutTogetherFromEpochAndRevision() {
    done(SAVE);
    String epoch = json(server.get("/v1/account")).get("epoch").asText();
    done("{'op':'delete','id':1,'ifMatch':'\\\"" + epoch + ".1\\\"'}");
  }

  @Test
  void everyFaultOfEveryOperationIsReportedAtOnce() {
    JsonNode problem =
        assertProblem(
            ProblemType.INVALID_INPUT,
            batch(
                "{'op':'save','link':{'url':'javascript:alert(1)','tags':['ok','  ']}}",
                SAVE,
                "{'op':'save'}",
                "{'op':'save','link':{'url':'https://a.example/','titel':'x'},'id':1}",
                "{'op':'update','patch':{'unread':'yes'}}",
                "{'op':'update','id':1,'url':'https://a.example/','patch':{}}",
                "{'op':'update','id':1}",
                "{'op':'delete','url':'about:blank'}",
                "{'op':'delete','id':'1','ifMatch':'x'}",
                "{'op':'delete','id':1,'patch':{},'ifMatch':['x']}",
                "{'op':'merge'}",
                "{}",
                "7",
                "{'op':'delete','id':1,'ifMatch':[1]}",
                "{'op':'delete','id':0}"));
    assertEquals(
        List.of(
            "/operations/12",
            "/operations/0/link/url",
            "/operations/0/link/tags/1",
            "/operations/2/link",
            "/operations/3/link/titel",
            "/operations/3/id",
            "/operations/4",
            "/operations/4/patch/unread",
            "/operations/5",
            "/operations/6/patch",
            "/operations/7/url",
            "/operations/8/id",
            "/operations/8/ifMatch",
            "/operations/9/ifMatch/0",
            "/operations/9/patch",
            "/operations/10/op",
            "/operations/11/op",
            "/operations/13/ifMatch/0",
            "/operations/14/id"),
        pointers(problem));
  }

  @Test
  void tooManyTagsTogetherAreTheOperationsFault() {
    String tags =
        IntStream.range(0, 64).mapToObj(i -> "'a" + i + "'").collect(Collectors.joining(","));
    String save = "{'op':'save','link':{'url':'https://a.example/1','tags':[" + tags + "]}}";
    JsonNode problem =
        failed(
            ProblemType.INVALID_INPUT,
            1,
            save,
            "{'op':'save','link':{'url':'https://a.example/1','tags':['one-more']}}");
    assertEquals(List.of("/operations/1/link/tags"), pointers(problem));
    JsonNode patched =
        failed(
            ProblemType.INVALID_INPUT,
            1,
            save,
            "{'op':'update','url':'https://a.example/1','patch':{'addTags':['one-more']}}");
    assertEquals(List.of("/operations/1/patch/tags"), pointers(patched));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|/operations",
        "{'operations':null}|/operations",
        "{'operations':{}}|/operations",
        "{'operations':[],'atomic':true}|/atomic",
        "[]|''",
      })
  void aBodyThatIsNoBatchIsRefused(String body, String pointer) {
    HttpResponse<String> response = server.post("/v1/batch", body.replace('\'', '"'));
    assertEquals(List.of(pointer), pointers(assertProblem(ProblemType.INVALID_INPUT, response)));
  }

  @Test
  void anEmptyBatchIsDoneAtOnce() {
    assertEquals("{\"results\":[],\"revision\":0}", batch().body());
  }

  @Test
  void aThousandRealisticOperationsFitAndOneMoreIsRefused() {
    String note = "A few words on why this is worth reading, as people write them. ".repeat(40);
    String[] saves =
        IntStream.range(0, 1001)
            .mapToObj(i ->
                "{'op':'save','link':{'url':'https://a.example/%d','note':'%s'}}"
                    .formatted(i, note))
            .toArray(String[]::new);
    JsonNode problem = assertProblem(ProblemType.INVALID_INPUT, batch(saves));
    assertEquals(List.of("/operations"), pointers(problem));
    saves[1000] = "";
    JsonNode result = json(batch(List.of(saves).subList(0, 1000).toArray(String[]::new)));
    assertEquals(1000, result.get("results").size());
    assertEquals(1000, result.get("revision").asInt());
  }

  @Test
  void aBatchHasALimitOfItsOwn() {
    HttpLimits limits = HttpLimits.builder().bodyBytes(100).batchBytes(1000).build();
    try (TestServer small =
        TestServer.start(
            new HttpSettings("127.0.0.1", 0).withLimits(limits),
            new InMemoryStore(Clock.systemUTC()))) {
      String body = body(SAVE, SAVE, SAVE);
      assertTrue(body.length() > 100);
      assertEquals(200, small.post("/v1/batch", body).statusCode());
      assertProblem(ProblemType.BODY_TOO_LARGE, small.post("/v1/links", body));
      assertProblem(ProblemType.BODY_TOO_LARGE, small.post("/v1/batch", body + " ".repeat(1000)));
    }
  }

  @Test
  void aLenientCallIgnoresUnknownMembersEverywhere() {
    HttpResponse<String> response =
        server.call(
            "POST",
            "/v1/batch",
            body("{'op':'save','when':1,'link':{'url':'https://a.example/1','colour':1}}")
                .replace("{\"operations\"", "{\"atomic\":true,\"operations\""),
            "Prefer",
            "handling=lenient");
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("handling=lenient", header(response, "Preference-Applied"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/merge-patch+json"})
  void anotherMediaTypeIsRefused(String type) {
    assertProblem(
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        server.post("/v1/batch", type, body(SAVE).getBytes(UTF_8)));
  }

  private JsonNode failed(ProblemType type, int index, String... operations) {
    JsonNode problem = assertProblem(type, batch(operations));
    assertEquals(index, problem.get("index").asInt());
    return problem;
  }

  private JsonNode done(String... operations) {
    HttpResponse<String> response = batch(operations);
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("private, no-cache", header(response, "Cache-Control"));
    return json(response);
  }

  private HttpResponse<String> batch(String... operations) {
    return server.post("/v1/batch", body(operations));
  }

  private static String body(String... operations) {
    return "{\"operations\":[" + String.join(",", operations).replace('\'', '"') + "]}";
  }

  private static String escaped(String tag) {
    return tag.replace("\"", "\\\"");
  }

  private static JsonNode at(JsonNode result, int index) {
    return result.get("results").get(index);
  }
}
