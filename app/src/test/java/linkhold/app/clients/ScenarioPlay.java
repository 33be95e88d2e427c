package linkhold.app.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import linkhold.app.clients.ClientDriver.Asked;
import linkhold.app.clients.ClientDriver.DriverException;
import linkhold.app.clients.FaultyProxy.Fault;
import linkhold.domain.Patience;
import linkhold.domain.Scope;
import linkhold.http.TestServer;
import linkhold.http.TokenServer;
import org.jspecify.annotations.Nullable;

/** One scenario with one client: its server, its network and its devices. */
final class ScenarioPlay implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACCOUNT = "ann";
  private static final List<String> MEMBERS =
      List.of(
          "id",
          "url",
          "title",
          "description",
          "note",
          "tags",
          "unread",
          "archived",
          "favorite",
          "shared",
          "revision");

  /** Names that steps have besides those of devices. */
  private static final Set<String> MORE = Set.of("as", "fails", "begin", "returns");

  private record Span(Instant begin, Instant end) {}

  private record Held(CountDownLatch reached, CountDownLatch released) {}

  private record Begun(ClientDriver driver, Asked asked) {}

  private final List<String> command;
  private final Path top;
  private final Path folder;
  private final TokenServer server = TokenServer.start();
  private final FaultyProxy network = new FaultyProxy(server.http.api.port());
  private final String token = server.secret(ACCOUNT, Scope.WRITE);
  private String current = token;
  private final Map<String, ClientDriver> devices = new HashMap<>();
  private final Map<String, Path> directories = new HashMap<>();
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Span> spans = new HashMap<>();
  private final Map<String, Begun> begun = new HashMap<>();
  private final Map<String, Held> held = new HashMap<>();
  private final Set<String> abilities = new HashSet<>();
  private final List<String> figures = new ArrayList<>();

  ScenarioPlay(List<String> command, Path top, Path folder) {
    this.command = command;
    this.top = top;
    this.folder = folder;
  }

  /** The figures that were measured. */
  List<String> figures() {
    return figures;
  }

  /** Plays the scenario; returns the abilities that it needs and the client lacks. */
  Set<String> run(Map<String, Object> scenario) {
    for (Object device : list(scenario.get("devices"))) {
      open(device.toString(), device.toString());
    }
    Set<String> missing = new HashSet<>();
    list(scenario.getOrDefault("needs", List.of())).forEach(need -> missing.add(need.toString()));
    missing.removeAll(abilities);
    if (missing.isEmpty()) {
      steps(list(scenario.get("steps")));
    }
    for (ClientDriver device : List.copyOf(devices.values())) {
      device.close();
    }
    return missing;
  }

  private void steps(List<?> steps) {
    for (Object step : steps) {
      Map<String, Object> members = map(step);
      try {
        step(members);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(members + ": " + e.getMessage() + errors(), e);
      }
    }
  }

  private String errors() {
    StringBuilder text = new StringBuilder();
    devices.forEach((name, driver) -> text.append('\n').append(name).append(driver.errors()));
    return text.toString();
  }

  private void step(Map<String, Object> step) {
    String first = step.keySet().iterator().next();
    String what = String.valueOf(step.get(first));
    if (directories.containsKey(first)) {
      ask(first, what, step);
      return;
    }
    switch (first) {
      case "end" -> check(step, taken(what));
      case "cancel" -> cancel(taken(what));
      case "kill" -> driver(what).kill();
      case "open" -> open(what, step.getOrDefault("beside", what).toString());
      case "close" -> driver(what).close();
      case "damage" -> damage(what, step);
      case "fault" -> plan(what, step);
      case "clear" -> network.clear();
      case "reached" -> await(held(what).reached);
      case "release" -> held(what).released.countDown();
      case "drop" -> network.drop();
      case "server" -> atServer(what, step);
      case "expect" -> expect(what, step);
      case "state" -> driver(what).await("state", "state", string(step, "is"));
      case "library" -> driver(what).await("library", "count", string(step, "count"));
      case "same" -> same(list(step.get("same")));
      case "bytes" -> bytes(what, step);
      case "repeat" -> repeat(Integer.parseInt(what), list(step.get("steps")));
      case "storm" -> storm(list(step.get("storm")), step);
      default -> throw new IllegalArgumentException("There is no step " + first);
    }
  }

  private ClientDriver driver(String device) {
    return Objects.requireNonNull(devices.get(device), device);
  }

  private void open(String device, String beside) {
    Path directory = directories.computeIfAbsent(beside, name -> folder.resolve(name));
    directories.put(device, directory);
    try {
      Files.createDirectories(directory);
      Path errors = folder.resolve(device + ".err");
      ClientDriver old = devices.put(device, new ClientDriver(command, top, errors));
      if (old != null) {
        old.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    JsonNode answer =
        driver(device)
            .ask(
                "open",
                Map.of(
                    "directory", directory.toString(),
                    "server", network.address().toString(),
                    "token", token));
    answer.path("can").forEach(ability -> abilities.add(ability.asText()));
  }

  private void ask(String device, String what, Map<String, Object> step) {
    Map<String, Object> members = new LinkedHashMap<>();
    step.forEach((name, value) -> {
      if (!name.equals(device) && !MORE.contains(name)) {
        members.put(name, filled(value));
      }
    });
    Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Begun asked = new Begun(driver(device), driver(device).begin(what, members));
    if (step.containsKey("begin")) {
      begun.put(string(step, "begin"), asked);
      return;
    }
    JsonNode answer = check(step, asked);
    if (step.containsKey("as")) {
      String name = string(step, "as");
      values.put("$" + name, answer.path("link").asLong());
      spans.put("$" + name, new Span(begin, Instant.now()));
    }
    if (step.containsKey("returns")) {
      map(step.get("returns"))
          .forEach((name, value) -> assertEquals(tree(filled(value)), answer.path(name), name));
    }
  }

  /** The answer, which is the failure that the step names, if it names one. */
  private static JsonNode check(Map<String, Object> step, Begun asked) {
    Object fails = step.get("fails");
    try {
      JsonNode answer = asked.driver.end(asked.asked);
      assertEquals(null, fails, () -> "It does not fail, and answers " + answer);
      return answer;
    } catch (DriverException e) {
      if (!e.kind().equals(fails)) {
        throw e;
      }
      return JSON.createObjectNode();
    }
  }

  private Begun taken(String name) {
    return Objects.requireNonNull(begun.remove(name), name);
  }

  private void cancel(Begun asked) {
    long begin = System.nanoTime();
    asked.driver.ask("cancel", Map.of("command", asked.asked.id()));
    check(Map.of("fails", "cancelled"), asked);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    figures.add(asked.asked.what() + " was cancelled in " + millis + " ms");
    // A second on a quiet machine.
    assertTrue(millis < Patience.millis(5000), () -> "It took " + millis + " ms");
  }

  private void damage(String device, Map<String, Object> step) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String member : List.of("remove", "change", "add")) {
      if (step.containsKey(member)) {
        members.put(member, filled(step.get(member)));
      }
    }
    driver(device).ask("damage", members);
  }

  private void plan(String request, Map<String, Object> step) {
    network.plan(
        request,
        fault(step),
        (Integer) step.getOrDefault("after", 0),
        (Integer) step.getOrDefault("times", 1));
  }

  private Fault fault(Map<String, Object> step) {
    if (step.containsKey("loses")) {
      return switch (string(step, "loses")) {
        case "request" -> new Fault.LosesRequest();
        case "answer" -> new Fault.LosesAnswer();
        default -> throw new IllegalArgumentException(string(step, "loses"));
      };
    }
    if (step.containsKey("status")) {
      Map<String, Object> problem =
          new LinkedHashMap<>(map(step.getOrDefault("problem", Map.of())));
      problem.putIfAbsent("status", step.get("status"));
      String retry =
          step.containsKey("retryAfter") ? "Retry-After: " + step.get("retryAfter") + "\r\n" : "";
      return new Fault.Answers(
          (Integer) Objects.requireNonNull(step.get("status")),
          "application/problem+json",
          tree(problem).toString(),
          retry);
    }
    if (step.containsKey("html")) {
      return new Fault.Answers(200, "text/html", string(step, "html"), "");
    }
    if (step.containsKey("latency")) {
      return new Fault.Waits((Integer) Objects.requireNonNull(step.get("latency")));
    }
    if (step.containsKey("cut")) {
      return new Fault.Cuts((Integer) Objects.requireNonNull(step.get("cut")));
    }
    Held one = new Held(new CountDownLatch(1), new CountDownLatch(1));
    held.put(string(step, "hold"), one);
    return new Fault.Holds(one.reached, one.released);
  }

  private Held held(String name) {
    return Objects.requireNonNull(held.get(name), name);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Patience.seconds(60), TimeUnit.SECONDS), "It was not reached");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void atServer(String what, Map<String, Object> step) {
    switch (what) {
      case "save" -> {
        JsonNode link = call("POST", "/v1/links", tree(filled(step.get("link"))));
        if (step.containsKey("as")) {
          values.put("$" + string(step, "as"), link.path("id").asLong());
        }
      }
      case "update" ->
          batch(Map.of("op", what, "url", string(step, "url"), "patch", map(step.get("patch"))));
      case "delete" -> batch(Map.of("op", what, "url", string(step, "url")));
      case "purge" -> assertTrue(server.stores.sync().purge(Instant.now().plusSeconds(1)) > 0);
      case "recreate" -> recreate();
      case "fill" -> fill((Integer) Objects.requireNonNull(step.get("count")));
      default -> throw new IllegalArgumentException("The server has no " + what);
    }
  }

  private void batch(Map<String, Object> operation) {
    call("POST", "/v1/batch", tree(Map.of("operations", List.of(operation))));
  }

  private void fill(int count) {
    List<Map<String, Object>> operations = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      operations.add(
          Map.of(
              "op",
              "save",
              "link",
              Map.of("url", "https://example.com/filled/" + i, "title", "Filled " + i)));
      if (operations.size() == 1_000 || i == count) {
        call("POST", "/v1/batch", tree(Map.of("operations", operations)));
        operations.clear();
      }
    }
  }

  /** Makes the account again, with its links under other ids; the network shows its new token. */
  private void recreate() {
    List<JsonNode> links = serverLinks();
    server.stores.accounts().remove(ACCOUNT);
    server.stores.accounts().add(ACCOUNT);
    current = server.secret(ACCOUNT, Scope.WRITE);
    network.replaceToken(current);
    for (JsonNode link : links.reversed()) {
      Map<String, Object> draft = new LinkedHashMap<>();
      draft.put("url", link.path("url"));
      draft.put("title", link.path("title"));
      draft.put("createdAt", link.path("createdAt"));
      call("POST", "/v1/links", tree(draft));
    }
  }

  private JsonNode call(String method, String path, JsonNode body) {
    HttpResponse<String> response =
        server.http.send(
            server
                .http
                .request(path)
                .timeout(Duration.ofSeconds(Patience.seconds(60)))
                .header("Authorization", "Bearer " + current)
                .header("Content-Type", TestServer.JSON)
                .method(method, BodyPublishers.ofString(body.toString())),
            BodyHandlers.ofString());
    assertTrue(response.statusCode() < 300, response::body);
    return parsed(response.body());
  }

  private List<JsonNode> serverLinks() {
    HttpResponse<String> response =
        server.http.send(
            server
                .http
                .request("/v1/export?format=json")
                .header("Authorization", "Bearer " + current),
            BodyHandlers.ofString());
    return response.body().lines().map(ScenarioPlay::parsed).toList();
  }

  private List<JsonNode> links(String device) {
    List<JsonNode> links = new ArrayList<>();
    driver(device).ask("list", Map.of()).path("links").forEach(links::add);
    for (int i = 1; i < links.size(); i++) {
      assertTrue(
          !createdAt(links.get(i - 1)).isBefore(createdAt(links.get(i))), "It is not newest first");
    }
    return links;
  }

  private void expect(String device, Map<String, Object> step) {
    if (Boolean.TRUE.equals(step.get("soon"))) {
      Patience.await(
          step.toString(),
          () -> {
            try {
              isAsExpected(device, step);
              return true;
            } catch (AssertionError e) {
              return false;
            }
          });
    }
    isAsExpected(device, step);
  }

  private void isAsExpected(String device, Map<String, Object> step) {
    if (step.containsKey("count") || step.containsKey("links")) {
      List<JsonNode> links = links(device);
      if (step.containsKey("count")) {
        assertEquals(filled(step.get("count")), links.size(), "count");
      }
      if (step.containsKey("links")) {
        areLinks(list(step.get("links")), links);
      }
    }
    if (step.containsKey("unsent") || step.containsKey("refused")) {
      JsonNode pending = driver(device).ask("pending", Map.of());
      assertEquals(step.getOrDefault("unsent", 0), pending.path("unsent").asInt(), "unsent");
      List<String> refused = new ArrayList<>();
      pending.path("refused").forEach(edit -> refused.add(refusal(edit)));
      List<String> expected =
          list(step.getOrDefault("refused", List.of())).stream().map(Object::toString).toList();
      assertEquals(expected, refused, "refused");
    }
  }

  /** As scenarios write it: operation, status, and what is wrong where. */
  private static String refusal(JsonNode edit) {
    var words = new StringJoiner(" ");
    words.add(edit.path("op").asText()).add(edit.path("status").asText());
    for (JsonNode fault : edit.path("faults")) {
      words.add(fault.path("code").asText()).add(fault.path("pointer").asText());
    }
    return words.toString();
  }

  private void areLinks(List<?> expected, List<JsonNode> links) {
    Map<String, JsonNode> byUrl = new TreeMap<>();
    links.forEach(link -> byUrl.put(link.path("url").asText(), link));
    Set<String> urls = new HashSet<>();
    for (Object one : expected) {
      Map<String, Object> members = map(one);
      String url = String.valueOf(filled(members.get("url")));
      urls.add(url);
      JsonNode link = byUrl.get(url);
      assertTrue(link != null, () -> url + " is missing in " + links);
      members.forEach((name, value) -> isMember(name, value, Objects.requireNonNull(link)));
    }
    assertEquals(urls, byUrl.keySet());
    assertEquals(expected.size(), links.size(), links::toString);
  }

  private void isMember(String name, @Nullable Object expected, JsonNode link) {
    JsonNode actual = link.path(name);
    if (name.equals("createdAt")) {
      Span span = Objects.requireNonNull(spans.get(String.valueOf(expected)));
      Instant time = createdAt(link);
      assertTrue(
          !time.isBefore(span.begin) && !time.isAfter(span.end), () -> time + " is not in " + span);
    } else if ("server".equals(expected)) {
      assertTrue(actual.asLong() > 0, () -> name + " is " + actual);
    } else if ("local".equals(expected)) {
      assertTrue(actual.asLong() < 0, () -> name + " is " + actual);
    } else if (expected == null) {
      assertTrue(actual.isNull() || actual.isMissingNode(), () -> name + " is " + actual);
    } else {
      assertEquals(tree(filled(expected)), tree(actual), () -> name + " of " + link);
    }
  }

  private static Instant createdAt(JsonNode link) {
    return Instant.parse(link.path("createdAt").asText());
  }

  private void same(List<?> names) {
    Map<Long, Map<String, Object>> right = byId(serverLinks());
    for (Object name : names) {
      assertEquals(right, byId(links(name.toString())), name::toString);
    }
  }

  private static Map<Long, Map<String, Object>> byId(List<JsonNode> links) {
    Map<Long, Map<String, Object>> result = new TreeMap<>();
    for (JsonNode link : links) {
      Map<String, Object> members = new LinkedHashMap<>();
      for (String member : MEMBERS) {
        JsonNode value = link.path(member);
        members.put(member, value.isMissingNode() || value.isNull() ? "none" : value.toString());
      }
      members.put("createdAt", createdAt(link));
      result.put(link.path("id").asLong(), members);
    }
    return result;
  }

  private void bytes(String device, Map<String, Object> step) {
    long written = driver(device).written();
    long sent = network.sent();
    long received = network.received();
    steps(list(step.get("during")));
    Map<String, Long> taken =
        Map.of(
            "written", driver(device).written() - written,
            "sent", network.sent() - sent,
            "received", network.received() - received);
    taken.forEach((name, bytes) -> {
      if (step.containsKey(name)) {
        figures.add(
            String.format(
                Locale.ROOT, "%s: %,d bytes %s", step.getOrDefault("what", ""), bytes, name));
        assertTrue(bytes <= (Integer) step.get(name), () -> name + ": " + bytes);
      }
    });
  }

  private void repeat(int times, List<?> steps) {
    for (int i = 1; i <= times; i++) {
      values.put("$i", i);
      steps(steps);
    }
  }

  /**
   * Devices that edit at random over a network that loses at random, and are killed now and then.
   */
  private void storm(List<?> names, Map<String, Object> step) {
    var random = new Random(((Number) Objects.requireNonNull(step.get("seed"))).longValue());
    network.loseAtRandom(new Random(random.nextLong()));
    Map<String, String> titles = new TreeMap<>();
    int rounds = (Integer) Objects.requireNonNull(step.get("rounds"));
    for (int round = 0; round < rounds; round++) {
      String device = names.get(random.nextInt(names.size())).toString();
      String url = "https://example.com/" + device + "/" + random.nextInt(10);
      titles.put(url, "Title " + round);
      driver(device).ask("save", Map.of("link", Map.of("url", url, "title", "Title " + round)));
      if (random.nextInt(rounds / 3) == 0) {
        driver(device).kill();
        open(device, device);
      }
      trySync(device);
    }
    for (Object name : names) {
      Patience.await("a sync that gets through", () -> trySync(name.toString()));
    }
    network.clear();
    for (Object name : names) {
      assertTrue(trySync(name.toString()));
    }
    same(names);
    Map<String, String> told = new TreeMap<>();
    serverLinks().forEach(link -> told.put(link.path("url").asText(), link.path("title").asText()));
    assertEquals(titles, told);
  }

  /** Whether it got through. */
  private boolean trySync(String device) {
    try {
      driver(device).ask("sync", Map.of());
      return true;
    } catch (DriverException e) {
      if (e.kind().equals("try-later")) {
        return false;
      }
      throw e;
    }
  }

  /** A value of the scenario with the names in it replaced by what they stand for. */
  private @Nullable Object filled(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list -> list.stream().map(this::filled).toList();
      case Map<?, ?> map -> {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((name, one) -> result.put(name.toString(), filled(one)));
        yield result;
      }
      case String text when values.containsKey(text) -> values.get(text);
      case String text when text.contains("$i") ->
          text.replace("$i", String.valueOf(values.get("$i")));
      default -> value;
    };
  }

  private static JsonNode tree(@Nullable Object value) {
    return parsed(JSON.valueToTree(value).toString());
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  @SuppressWarnings("unchecked") // YAML's maps have texts as keys
  private static Map<String, Object> map(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static String string(Map<String, Object> step, String name) {
    return String.valueOf(Objects.requireNonNull(step.get(name), name));
  }

  @Override
  public void close() {
    held.values().forEach(one -> one.released.countDown());
    devices.values().forEach(ClientDriver::kill);
    network.close();
    server.close();
  }
}
