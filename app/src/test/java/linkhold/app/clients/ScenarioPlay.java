package linkhold.app.clients;

import static linkhold.app.clients.ScenarioJson.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** One scenario with one client: its server, its network and its devices. */
final class ScenarioPlay implements AutoCloseable {

  /** Names that steps have besides those of devices. */
  private static final Set<String> OTHER_MEMBERS = Set.of("as", "fails", "begin", "returns");

  private record Held(CountDownLatch reached, CountDownLatch released) {}

  private record Begun(ClientDriver driver, Asked asked) {}

  private final List<String> command;
  private final Path top;
  private final Path folder;
  private final ScenarioServer server = new ScenarioServer();
  private final FaultyProxy network = new FaultyProxy(server.port());
  private final String token = server.token();
  private final Map<String, ClientDriver> devices = new HashMap<>();
  private final Map<String, Path> directories = new HashMap<>();
  private final ScenarioValues values = new ScenarioValues();
  private final LinkAssertions assertLinks = new LinkAssertions(values);
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
  Set<String> run(Step scenario) {
    for (String device : scenario.texts("devices")) {
      open(device, device);
    }
    Set<String> missing = new HashSet<>(scenario.texts("needs"));
    missing.removeAll(abilities);
    if (missing.isEmpty()) {
      steps(scenario.list("steps"));
    }
    for (ClientDriver device : List.copyOf(devices.values())) {
      device.close();
    }
    return missing;
  }

  private void steps(List<?> steps) {
    for (Object members : steps) {
      Step step = Step.of(members);
      try {
        step(step);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(step + ": " + e.getMessage() + errors(), e);
      }
    }
  }

  private String errors() {
    StringBuilder text = new StringBuilder();
    devices.forEach((name, driver) -> text.append('\n').append(name).append(driver.errors()));
    return text.toString();
  }

  private void step(Step step) {
    String first = step.first();
    String what = String.valueOf(step.find(first));
    if (directories.containsKey(first)) {
      ask(first, what, step);
      return;
    }
    switch (first) {
      case "end" -> check(step, taken(what));
      case "cancel" -> cancel(taken(what));
      case "kill" -> driver(what).kill();
      case "open" -> open(what, step.has("beside") ? step.text("beside") : what);
      case "close" -> driver(what).close();
      case "damage" -> damage(what, step);
      case "fault" -> plan(what, step);
      case "clear" -> network.clear();
      case "reached" -> await(held(what).reached);
      case "release" -> held(what).released.countDown();
      case "drop" -> network.drop();
      case "server" -> atServer(what, step);
      case "expect" -> expect(what, step);
      case "state" -> driver(what).await("state", "state", step.text("is"));
      case "library" -> driver(what).await("library", "count", step.text("count"));
      case "same" -> same(step.texts("same"));
      case "bytes" -> bytes(what, step);
      case "repeat" -> repeat(Integer.parseInt(what), step.list("steps"));
      case "storm" -> storm(step.texts("storm"), step);
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

  private void ask(String device, String what, Step step) {
    Map<String, Object> members = new LinkedHashMap<>();
    step.members()
        .forEach((name, value) -> {
          if (!name.equals(device) && !OTHER_MEMBERS.contains(name)) {
            members.put(name, values.filled(value));
          }
        });
    Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Begun asked = new Begun(driver(device), driver(device).begin(what, members));
    if (step.has("begin")) {
      begun.put(step.text("begin"), asked);
      return;
    }
    JsonNode answer = check(step, asked);
    if (step.has("as")) {
      values.put(
          step.text("as"),
          answer.path("link").asLong(),
          new ScenarioValues.Span(begin, Instant.now()));
    }
    if (step.has("returns")) {
      step.part("returns")
          .members()
          .forEach(
              (name, value) -> assertEquals(tree(values.filled(value)), answer.path(name), name));
    }
  }

  /** The answer, which is the failure that the step names, if it names one. */
  private static JsonNode check(Step step, Begun asked) {
    Object fails = step.find("fails");
    try {
      JsonNode answer = asked.driver.end(asked.asked);
      assertEquals(null, fails, () -> "It does not fail, and answers " + answer);
      return answer;
    } catch (DriverException e) {
      if (!e.kind().equals(fails)) {
        throw e;
      }
      return ScenarioJson.empty();
    }
  }

  private Begun taken(String name) {
    return Objects.requireNonNull(begun.remove(name), name);
  }

  private void cancel(Begun asked) {
    long begin = System.nanoTime();
    asked.driver.ask("cancel", Map.of("command", asked.asked.id()));
    check(new Step(Map.of("fails", "cancelled")), asked);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    figures.add(asked.asked.what() + " was cancelled in " + millis + " ms");
    // A second on a quiet machine.
    assertTrue(millis < Patience.millis(5000), () -> "It took " + millis + " ms");
  }

  private void damage(String device, Step step) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String member : List.of("remove", "change", "add")) {
      if (step.has(member)) {
        members.put(member, values.filled(step.find(member)));
      }
    }
    driver(device).ask("damage", members);
  }

  private void plan(String request, Step step) {
    network.plan(request, fault(step), step.number("after", 0), step.number("times", 1));
  }

  private Fault fault(Step step) {
    if (step.has("loses")) {
      return switch (step.text("loses")) {
        case "request" -> new Fault.LosesRequest();
        case "answer" -> new Fault.LosesAnswer();
        default -> throw new IllegalArgumentException(step.text("loses"));
      };
    }
    if (step.has("status")) {
      Map<String, Object> problem =
          new LinkedHashMap<>(
              step.has("problem") ? step.part("problem").members() : Map.<String, Object>of());
      problem.putIfAbsent("status", step.get("status"));
      String retry =
          step.has("retryAfter") ? "Retry-After: " + step.get("retryAfter") + "\r\n" : "";
      return new Fault.Answers(
          step.number("status"), "application/problem+json", tree(problem).toString(), retry);
    }
    if (step.has("html")) {
      return new Fault.Answers(200, "text/html", step.text("html"), "");
    }
    if (step.has("latency")) {
      return new Fault.Waits(step.number("latency"));
    }
    if (step.has("cut")) {
      return new Fault.Cuts(step.number("cut"));
    }
    Held one = new Held(new CountDownLatch(1), new CountDownLatch(1));
    held.put(step.text("hold"), one);
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

  private void atServer(String what, Step step) {
    switch (what) {
      case "save" -> {
        long id = server.save(values.filled(step.find("link")));
        if (step.has("as")) {
          values.put(step.text("as"), id);
        }
      }
      case "update" ->
          server.apply(
              Map.of("op", what, "url", step.text("url"), "patch", step.part("patch").members()));
      case "delete" -> server.apply(Map.of("op", what, "url", step.text("url")));
      case "purge" -> server.purge();
      case "recreate" -> {
        server.recreate();
        network.replaceToken(server.token());
      }
      case "fill" -> server.fill(step.number("count"));
      default -> throw new IllegalArgumentException("The server has no " + what);
    }
  }

  private List<JsonNode> links(String device) {
    List<JsonNode> links = new ArrayList<>();
    driver(device).ask("list", Map.of()).path("links").forEach(links::add);
    LinkAssertions.areNewestFirst(links);
    return links;
  }

  private void expect(String device, Step step) {
    if (Boolean.TRUE.equals(step.find("soon"))) {
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

  private void isAsExpected(String device, Step step) {
    if (step.has("count") || step.has("links")) {
      List<JsonNode> links = links(device);
      if (step.has("count")) {
        assertEquals(values.filled(step.find("count")), links.size(), "count");
      }
      if (step.has("links")) {
        assertLinks.are(step.list("links"), links);
      }
    }
    if (step.has("unsent") || step.has("refused")) {
      JsonNode pending = driver(device).ask("pending", Map.of());
      assertEquals(step.number("unsent", 0), pending.path("unsent").asInt(), "unsent");
      List<String> refused = new ArrayList<>();
      pending.path("refused").forEach(edit -> refused.add(refusal(edit)));
      assertEquals(step.texts("refused"), refused, "refused");
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

  private void same(List<String> devices) {
    Map<Long, Map<String, Object>> right = LinkAssertions.byId(server.links());
    for (String device : devices) {
      assertEquals(right, LinkAssertions.byId(links(device)), device);
    }
  }

  private void bytes(String device, Step step) {
    long written = driver(device).written();
    long sent = network.sent();
    long received = network.received();
    steps(step.list("during"));
    Map<String, Long> taken =
        Map.of(
            "written", driver(device).written() - written,
            "sent", network.sent() - sent,
            "received", network.received() - received);
    taken.forEach((name, bytes) -> {
      if (step.has(name)) {
        String what = step.has("what") ? step.text("what") : "";
        figures.add(String.format(Locale.ROOT, "%s: %,d bytes %s", what, bytes, name));
        assertTrue(bytes <= step.number(name), () -> name + ": " + bytes);
      }
    });
  }

  private void repeat(int times, List<?> steps) {
    for (int i = 1; i <= times; i++) {
      values.put("i", i);
      steps(steps);
    }
  }

  /**
   * Devices that edit at random over a network that loses at random, and are killed now and then.
   */
  private void storm(List<String> names, Step step) {
    var random = new Random(((Number) step.get("seed")).longValue());
    network.loseAtRandom(new Random(random.nextLong()));
    Map<String, String> titles = new TreeMap<>();
    int rounds = step.number("rounds");
    for (int round = 0; round < rounds; round++) {
      String device = names.get(random.nextInt(names.size()));
      String url = "https://example.com/" + device + "/" + random.nextInt(10);
      titles.put(url, "Title " + round);
      driver(device).ask("save", Map.of("link", Map.of("url", url, "title", "Title " + round)));
      if (random.nextInt(rounds / 3) == 0) {
        driver(device).kill();
        open(device, device);
      }
      trySync(device);
    }
    for (String name : names) {
      Patience.await("a sync that gets through", () -> trySync(name));
    }
    network.clear();
    for (String name : names) {
      assertTrue(trySync(name));
    }
    same(names);
    Map<String, String> saved = new TreeMap<>();
    server
        .links()
        .forEach(link -> saved.put(link.path("url").asText(), link.path("title").asText()));
    assertEquals(titles, saved);
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

  @Override
  public void close() {
    held.values().forEach(one -> one.released.countDown());
    devices.values().forEach(ClientDriver::kill);
    network.close();
    server.close();
  }
}
