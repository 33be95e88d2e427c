package linkhold.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Devices of one account, and a sequence of random events for them, fixed by the seed, so that a
 * failure can be repeated.
 */
final class ModelWorld {

  private static final int DEVICES = 6;

  final Stores stores;
  final Random random;
  private final String name = "world-" + StoreContract.ACCOUNTS.incrementAndGet();
  private final long seed;
  private final List<ModelDevice> devices;
  private AccountId account;
  private final List<String> mismatches = new ArrayList<>();
  int operations;
  int lostRequests;
  int lostAnswers;
  int lateAnswers;
  int refusals;
  int crashes;
  int resyncs;
  private int pageReads;
  private int purges;
  private int removals;
  private int comparisons;

  ModelWorld(Stores stores, long seed) {
    this.stores = stores;
    this.seed = seed;
    this.random = new Random(seed);
    this.account = stores.accounts().add(name).id();
    // Half of them put answers to writes into their copies.
    this.devices =
        IntStream.range(0, DEVICES).mapToObj(i -> new ModelDevice(this, i % 2 == 0)).toList();
  }

  /** The account that has the name now. */
  AccountId account() {
    return account;
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      int event = random.nextInt(1_000);
      if (event < 4) {
        stores.sync().purge(StoreContract.CLOCK.instant());
        purges++;
      } else if (event < 6) {
        stores.accounts().remove(name);
        account = stores.accounts().add(name).id();
        removals++;
      } else if (event < 12) {
        renameTag();
      } else if (event < 40) {
        readPages();
      } else {
        devices.get(random.nextInt(DEVICES)).act(step);
      }
    }
    // All answers arrive, all outboxes are sent, and then all devices sync.
    devices.forEach(ModelDevice::sendEverything);
    devices.forEach(ModelDevice::syncEverything);
    devices.forEach(device -> compare(device.copy(), "in the end"));
  }

  /** A read of a page at some moment, and its result. */
  private void readPages() {
    Set<AccountId> others = new HashSet<>();
    stores.accounts().list().forEach(other -> others.add(other.id()));
    others.remove(account);
    for (PageQueue.Request request : PageQueueContract.take(stores.pages(), others, 3)) {
      String title = "Read " + random.nextInt(10);
      PageReader.Result result =
          switch (random.nextInt(4)) {
            case 0 -> new PageReader.Result.Nothing();
            case 1 -> new PageReader.Result.Unreachable();
            default ->
                new PageReader.Result.Content(
                    new PageContent(title, null, null, null, request.url().given(), null));
          };
      // Sometimes others write between the read and its result.
      for (int i = random.nextInt(3); i > 0; i--) {
        devices.get(random.nextInt(DEVICES)).act(i);
      }
      stores.pages().finish(request, result);
      pageReads++;
    }
  }

  private void renameTag() {
    try {
      stores.tags().rename(account(), ModelDevice.tag(random), ModelDevice.tag(random));
    } catch (NotFoundException e) {
      // No link has it at the moment.
    }
  }

  /** Compares a copy that has just been synced with the server. */
  void compare(Map<Long, Link> copy, String when) {
    Map<Long, Link> server = new HashMap<>();
    LinkQuery all = LinkQuery.of(SearchQuery.parse(""), Sort.OLDEST, 200);
    stores.links().page(account(), all).links().forEach(link -> server.put(link.id(), link));
    comparisons++;
    if (!server.equals(copy)) {
      mismatches.add(when + ": " + copy + " instead of " + server);
    }
  }

  int mismatches() {
    return mismatches.size();
  }

  String figures() {
    return "seed %d, %d clients, %d operations, %d lost requests, %d lost responses,"
            .formatted(seed, DEVICES, operations, lostRequests, lostAnswers)
        + " %d late responses, %d refusals, %d crashes, %d purges, %d removals of the account,"
            .formatted(lateAnswers, refusals, crashes, purges, removals)
        + " %d reads of pages,".formatted(pageReads)
        + " %d resyncs, %d comparisons, mismatches %d"
            .formatted(resyncs, comparisons, mismatches.size())
        + (mismatches.isEmpty() ? "" : ", the first " + mismatches.getFirst());
  }
}
