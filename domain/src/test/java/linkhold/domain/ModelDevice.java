package linkhold.domain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import linkhold.domain.Operation.LinkRef;
import org.jspecify.annotations.Nullable;

/** A device that follows the algorithm of {@link ConvergenceContract}, one step at a time. */
final class ModelDevice {

  /** The data of a device. */
  private static final class State {

    final Map<Long, Link> copy;
    final Deque<List<Operation>> outbox;
    @Nullable SyncCursor cursor;
    boolean complete;

    /** How often the copy was started over. */
    long generation;

    /** The greatest revision of the changes since then. */
    long told;

    State() {
      copy = new HashMap<>();
      outbox = new ArrayDeque<>();
    }

    State(State other) {
      copy = new HashMap<>(other.copy);
      outbox = new ArrayDeque<>(other.outbox);
      cursor = other.cursor;
      complete = other.complete;
      generation = other.generation;
      told = other.told;
    }
  }

  /** An answer under way, and the copy that the device had when it asked. */
  private record Answer(List<Change> changes, boolean complete, long generation) {}

  /** More than any sync needs here. */
  private static final int MAX_PAGES = 1_000;

  private final ModelWorld world;
  private final Random random;
  private final boolean takesAnswers;
  private State state = new State();

  /** The data that a crash leaves. */
  private State saved = new State();

  private int awayUntil;
  private @Nullable Answer answer;
  private @Nullable ChangePage page;

  ModelDevice(ModelWorld world, boolean takesAnswers) {
    this.world = world;
    this.random = world.random;
    this.takesAnswers = takesAnswers;
  }

  Map<Long, Link> copy() {
    return Collections.unmodifiableMap(state.copy);
  }

  /** Does one random thing, unless it is away. */
  void act(int step) {
    if (step < awayUntil) {
      return;
    }
    if (random.nextInt(250) == 0) {
      awayUntil = step + random.nextInt(800);
      return;
    }
    int event = random.nextInt(100);
    if (event < 30) {
      edit();
    } else if (event < 55) {
      send();
    } else if (event < 60) {
      receiveAnswer();
    } else if (event < 75) {
      askForChanges();
    } else if (event < 87) {
      receiveChanges();
    } else if (event < 91) {
      page = null; // lost
    } else if (event < 94) {
      syncEverything();
    } else if (event < 97) {
      save();
    } else {
      crash();
    }
  }

  private void save() {
    saved = new State(state);
  }

  private void crash() {
    world.crashes++;
    state = new State(saved);
    if (answer != null) {
      answer = null;
      world.lostAnswers++;
    }
    page = null;
  }

  private void edit() {
    List<Operation> batch = new ArrayList<>();
    do {
      batch.add(operation());
    } while (random.nextInt(3) > 0 && batch.size() < 8);
    state.outbox.add(batch);
    save();
  }

  private Operation operation() {
    Precondition precondition = Precondition.NONE;
    LinkRef ref = new LinkRef.ByUrl(url());
    if (!state.copy.isEmpty() && random.nextBoolean()) {
      List<Link> links = List.copyOf(state.copy.values());
      Link link = links.get(random.nextInt(links.size()));
      ref = new LinkRef.ById(link.id());
      if (random.nextInt(3) == 0) {
        precondition = new Precondition(Set.of(link.version()));
      }
    }
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> new Operation.Save(new LinkDraft(url(), fields()), precondition);
      case 3 -> new Operation.Delete(ref, precondition);
      case 4 ->
          new Operation.Update(
              ref, new LinkPatch(url(), fields(), List.of(), List.of()), precondition);
      default ->
          new Operation.Update(
              ref,
              new LinkPatch(null, fields(), List.of(tag(random)), List.of(tag(random))),
              precondition);
    };
  }

  private LinkUrl url() {
    return LinkUrl.parse("https://example.com/" + random.nextInt(15));
  }

  private LinkFields fields() {
    return LinkFields.builder()
        .title(random.nextBoolean() ? "Title " + random.nextInt(1_000) : null)
        .tags(random.nextInt(4) == 0 ? List.of(tag(random)) : null)
        .unread(random.nextInt(4) == 0 ? random.nextBoolean() : null)
        .archived(random.nextInt(4) == 0 ? random.nextBoolean() : null)
        .build();
  }

  static Tag tag(Random random) {
    return new Tag("tag" + random.nextInt(4));
  }

  /** Sends the first batch, unless one is under way. */
  private void send() {
    if (answer != null || state.outbox.isEmpty()) {
      return;
    }
    int fate = random.nextInt(10);
    if (fate == 0) {
      world.lostRequests++;
      return;
    }
    Optional<List<Change>> changes = request(state.outbox.getFirst());
    if (changes.isEmpty()) {
      return; // refused
    }
    if (fate <= 2) {
      world.lostAnswers++;
      return;
    }
    answer = new Answer(changes.get(), state.complete, state.generation);
    if (fate <= 5) {
      world.lateAnswers++;
    } else {
      receiveAnswer();
    }
  }

  /**
   * The server's answer; empty when it refuses an operation, which is then removed from the batch.
   */
  private Optional<List<Change>> request(List<Operation> batch) {
    world.operations += batch.size();
    AccountId account = world.account();
    try {
      if (batch.size() == 1 && random.nextBoolean()) {
        return Optional.of(single(account, batch.getFirst()));
      }
      return Optional.of(
          world.stores.sync().apply(account, batch).results().stream()
              .map(BatchResult.Result::change)
              .toList());
    } catch (OperationFailedException e) {
      refused(e.index());
    } catch (DomainException e) {
      refused(0);
    }
    return Optional.empty();
  }

  /** Makes the operation by a call of its own, if there is one. */
  private List<Change> single(AccountId account, Operation operation) {
    LinkStore links = world.stores.links();
    return switch (operation) {
      case Operation.Save(LinkDraft draft, Precondition precondition)
          when precondition.versions() == null ->
          List.of(new Change.Saved(links.save(account, draft).link()));
      case Operation.Update(LinkRef.ById(long id), LinkPatch patch, Precondition precondition) ->
          List.of(new Change.Saved(links.update(account, id, patch, precondition)));
      case Operation.Delete(LinkRef.ById(long id), Precondition precondition) -> {
        links.delete(account, id, precondition);
        yield List.of(); // this call does not return the revision
      }
      default ->
          world.stores.sync().apply(account, List.of(operation)).results().stream()
              .map(BatchResult.Result::change)
              .toList();
    };
  }

  private void refused(int index) {
    world.refusals++;
    List<Operation> rest = new ArrayList<>(state.outbox.removeFirst());
    rest.remove(index);
    if (!rest.isEmpty()) {
      state.outbox.addFirst(rest);
    }
    save();
  }

  private void receiveAnswer() {
    Answer arrived = answer;
    if (arrived == null) {
      return;
    }
    answer = null;
    state.outbox.removeFirst();
    if (takesAnswers && arrived.complete() && arrived.generation() == state.generation) {
      for (Change change : arrived.changes()) {
        if (change.revision() > state.told) {
          apply(change);
        }
      }
    }
    if (random.nextBoolean()) {
      save();
    }
  }

  private void askForChanges() {
    if (page != null) {
      return;
    }
    try {
      page =
          world
              .stores
              .sync()
              .changes(world.account(), Optional.ofNullable(state.cursor), 1 + random.nextInt(6));
    } catch (ExpiredCursorException e) {
      world.resyncs++;
      state.copy.clear();
      state.cursor = null;
      state.complete = false;
      state.generation++;
      state.told = 0;
    }
  }

  private void receiveChanges() {
    ChangePage arrived = page;
    if (arrived == null) {
      return;
    }
    page = null;
    for (Change change : arrived.changes()) {
      apply(change);
      state.told = Math.max(state.told, change.revision());
    }
    state.cursor = arrived.next();
    if (!arrived.more()) {
      state.complete = true;
      if (arrived.version().equals(world.stores.links().version(world.account()))) {
        world.compare(state.copy, "after a sync");
      }
    }
    if (random.nextBoolean()) {
      save();
    }
  }

  private void apply(Change change) {
    Link there = state.copy.get(change.id());
    if (there != null && there.revision() >= change.revision()) {
      return;
    }
    switch (change) {
      case Change.Saved(Link link) -> state.copy.put(link.id(), link);
      case Change.Deleted(long id, _) -> state.copy.remove(id);
    }
  }

  /** Sends until the outbox is empty. */
  void sendEverything() {
    receiveAnswer();
    while (!state.outbox.isEmpty()) {
      send();
      receiveAnswer();
    }
  }

  /**
   * Syncs until no changes are left.
   *
   * @throws AssertionError when it does not end
   */
  void syncEverything() {
    int asked = 0;
    do {
      askForChanges();
      receiveChanges();
      if (++asked > MAX_PAGES) {
        throw new AssertionError("A sync without end: " + world.figures());
      }
    } while (behind());
  }

  private boolean behind() {
    SyncCursor cursor = state.cursor;
    Version version = world.stores.links().version(world.account());
    return cursor == null
        || cursor.epoch() != version.epoch()
        || cursor.position() < version.revision();
  }
}
