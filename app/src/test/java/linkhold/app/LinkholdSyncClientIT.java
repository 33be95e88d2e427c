package linkhold.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.Unit;
import kotlinx.serialization.json.JsonElement;
import kotlinx.serialization.json.JsonElementKt;
import kotlinx.serialization.json.JsonObject;
import linkhold.clients.LinkholdSync;
import linkhold.clients.Refused;
import linkhold.clients.TryLater;
import linkhold.domain.Patience;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Kotlin client that the documentation offers, against the packaged program. */
final class LinkholdSyncClientIT {

  private static final long SEED = 20261123;
  private static final int ROUNDS = 120;

  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private static final AtomicInteger FILES = new AtomicInteger();
  private static Path directory = Path.of("");
  private static RunningLinkhold server;

  /** The operations and the reasons of what was refused. */
  private final List<String> refusals = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    directory = DATABASES.blank();
    server = RunningLinkhold.serve(DATABASES.top(), directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void whatOneDeviceDoesOfflineTheOtherLearns() throws Exception {
    LinkholdSync phone = device(server.address(), file());
    LinkholdSync tablet = device(server.address(), file());
    phone.save("https://example.com/offline", Map.of("title", json("Saved on a train")));
    assertEquals(1, phone.getPending().size());

    phone.sync();
    tablet.sync();

    assertEquals(List.of(), phone.getPending());
    long id = idOf(phone, "https://example.com/offline");
    assertEquals(phone.getLinks(), tablet.getLinks());
    assertEquals("Saved on a train", titleOf(tablet, id));

    tablet.update(id, Map.of("title", json("Read")));
    tablet.sync();
    phone.sync();
    assertEquals("Read", titleOf(phone, id));

    phone.delete(id);
    phone.sync();
    tablet.sync();
    assertTrue(!tablet.getLinks().containsKey(id));
  }

  @Test
  void aCopyThatIsTooOldStartsOverAndKeepsItsEdits() throws Exception {
    LinkholdSync phone = device(server.address(), file());
    LinkholdSync tablet = device(server.address(), file());
    phone.save("https://example.com/kept", Map.of());
    phone.save("https://example.com/gone", Map.of());
    phone.sync();
    tablet.sync();
    long kept = idOf(tablet, "https://example.com/kept");
    tablet.update(kept, Map.of("title", json("Edited offline")));
    phone.delete(idOf(phone, "https://example.com/gone"));
    phone.sync();
    Patience.await("the purge of the deletion", LinkholdSyncClientIT::purge);

    tablet.sync();
    phone.sync();

    assertEquals(0, idOf(tablet, "https://example.com/gone"));
    assertEquals("Edited offline", titleOf(phone, kept));
    assertEquals(phone.getLinks(), tablet.getLinks());
    assertEquals(List.of(), tablet.getPending());
    assertEquals(List.of(), refusals);
  }

  /** Forgets deletions that are older than a second; whether there were any. */
  private static boolean purge() throws InterruptedException {
    try (var command =
        RunningLinkhold.launch(
            DATABASES.top(),
            Map.of(),
            "purge",
            "--tombstone-retention",
            "1s",
            "--data-dir",
            directory.toString())) {
      assertEquals(0, command.awaitExit(), command.errors());
      return !command.errors().startsWith("Forgot 0");
    }
  }

  @Test
  void anEditThatIsRefusedIsToldAndHindersNoOther() throws Exception {
    LinkholdSync phone = device(server.address(), file());
    phone.save("javascript:alert(1)", Map.of());
    phone.delete(9_000_000);
    phone.save("https://example.com/good", Map.of());

    phone.sync();

    assertEquals(List.of("save 400", "delete 404"), refusals);
    assertEquals(List.of(), phone.getPending());
    assertTrue(idOf(phone, "https://example.com/good") > 0);
  }

  @Test
  void anotherDevicesSaveIsLearntWhileListening() throws Exception {
    LinkholdSync phone = device(server.address(), file());
    phone.sync();
    var learnt = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> follow(phone, learnt));

    LinkholdSync tablet = device(server.address(), file());
    tablet.save("https://example.com/pushed", Map.of());
    tablet.sync();

    assertTrue(learnt.await(Patience.seconds(30), TimeUnit.SECONDS));
  }

  private static void follow(LinkholdSync phone, CountDownLatch learnt) {
    try {
      phone.listen(() -> learn(phone, learnt));
    } catch (TryLater | Refused e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Unit learn(LinkholdSync phone, CountDownLatch learnt) {
    if (trySync(phone) && idOf(phone, "https://example.com/pushed") > 0) {
      learnt.countDown();
    }
    return Unit.INSTANCE;
  }

  /**
   * Devices that edit at random over a network that loses requests and answers, and that are
   * restarted from their files now and then, come to hold the same links, and each edit took
   * effect.
   */
  @Test
  void onABadNetworkNothingIsLostAndNothingHappensTwice() throws Exception {
    var random = new Random(SEED);
    try (var network = new LossyProxy(server.address(), SEED)) {
      List<Path> files = List.of(file(), file(), file());
      List<LinkholdSync> devices = new ArrayList<>();
      for (Path file : files) {
        devices.add(device(network.address(), file));
      }
      Map<String, String> lastTitles = new HashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        int which = random.nextInt(devices.size());
        String url = "https://example.com/" + which + "/" + random.nextInt(10);
        lastTitles.put(url, "Title " + round);
        devices.get(which).save(url, Map.of("title", json("Title " + round)));
        if (random.nextInt(4) == 0) {
          devices.set(which, device(network.address(), files.get(which)));
        }
        trySync(devices.get(which));
      }
      for (LinkholdSync device : devices) {
        syncUntilDone(device);
      }
      for (LinkholdSync device : devices) {
        syncUntilDone(device);
        assertEquals(devices.getFirst().getLinks(), device.getLinks());
      }
      LinkholdSync any = devices.getFirst();
      lastTitles.forEach((url, title) -> assertEquals(title, titleOf(any, idOf(any, url))));
      assertEquals(List.of(), refusals);
      assertTrue(network.lostRequests() > 0 && network.lostAnswers() > 0);
      System.out.printf(
          "Kotlin client on a bad network (seed %d): %d devices, %d edits, %d requests and %d"
              + " answers lost, %d links in every copy%n",
          SEED,
          devices.size(),
          ROUNDS,
          network.lostRequests(),
          network.lostAnswers(),
          devices.getFirst().getLinks().size());
    }
  }

  private static void syncUntilDone(LinkholdSync device) {
    Patience.await("a sync that gets through", () -> trySync(device));
  }

  /** Syncs once; whether it got through. */
  private static boolean trySync(LinkholdSync device) {
    try {
      device.sync();
      return true;
    } catch (TryLater e) {
      return false;
    } catch (Refused e) {
      throw new UncheckedIOException(e);
    }
  }

  private LinkholdSync device(URI address, Path file) {
    return new LinkholdSync(
        address,
        null,
        file,
        (operation, problem) -> {
          refusals.add(text(operation, "op") + " " + text(problem, "status"));
          return Unit.INSTANCE;
        });
  }

  private static Path file() {
    return DATABASES.top().resolve("copy-" + FILES.incrementAndGet() + ".json");
  }

  /** The id of the link of {@code url} in a device's copy; 0 when there is none. */
  private static long idOf(LinkholdSync device, String url) {
    return device.getLinks().entrySet().stream()
        .filter(link -> json(url).equals(link.getValue().get("url")))
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  private static String titleOf(LinkholdSync device, long id) {
    return text(Objects.requireNonNull(device.getLinks().get(id)), "title");
  }

  private static JsonElement json(String text) {
    return JsonElementKt.JsonPrimitive(text);
  }

  private static String text(JsonObject object, String member) {
    return String.valueOf(object.get(member)).replace("\"", "");
  }
}
