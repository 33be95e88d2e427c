package linkhold.persistence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.SharedCalls;
import org.jspecify.annotations.Nullable;

/**
 * Saves that share statements and their commits. The accounts of a group are not waited for: where
 * something else is about to change an account, such as a batch or another server, its calls leave
 * the group and go on in a lane of that account's own, whose calls share statements with each other
 * and take the account's turn (see {@link AccountTurns}). So a busy account delays only its own
 * callers. Large calls go to the lane at once, so that they delay nobody who saves a single link.
 */
final class SharedSaves {

  /** Drafts of one account, no two of them for the same link. */
  private record Call(AccountId account, List<SaveInput.Draft> drafts) {

    /** Whether it is one draft without tags. */
    boolean isSimple() {
      return drafts.size() == 1 && SaveInput.tagsOf(drafts).isEmpty();
    }
  }

  /** An account's lane, and how many callers are in it. */
  private record Lane(SharedCalls<Call, Optional<List<SaveResult>>> calls, int callers) {

    Lane with(int more) {
      return new Lane(calls, callers + more);
    }
  }

  /** A call of more drafts than this takes too long for those who would share its statement. */
  private static final int LARGE = 10;

  private final Sql sql;
  private final AccountTurns turns;
  private final CreateStatement creating;
  private final SaveStatement saving;
  private final SharedCalls.Limits limits;
  private final SharedCalls<Call, Optional<List<SaveResult>>> groups;
  private final Map<AccountId, Lane> lanes = new ConcurrentHashMap<>();

  /** Whether the last group's links were new for the most part; then the next one's may be, too. */
  private volatile boolean mostlyNew = true;

  private volatile boolean closed;

  /**
   * Saves through {@code sql}, whose plans are made once for groups of any size.
   *
   * @param turns the lanes wait for their accounts here
   */
  SharedSaves(Sql sql, AccountTurns turns, SharedCalls.Limits limits) {
    this.sql = sql;
    this.turns = turns;
    this.creating = sql.call(CreateStatement::new);
    this.saving = sql.call(SaveStatement::new);
    this.limits = limits;
    this.groups = new SharedCalls<>(this::runSkipping, Fitting::new, limits);
  }

  /**
   * Saves drafts of one account, no two of them for the same link, in one transaction.
   *
   * @return what became of each draft, in their order
   * @throws NotFoundException when the account is not there
   * @throws UnavailableException when the database cannot answer
   */
  List<SaveResult> save(AccountId account, List<SaveInput.Draft> drafts) {
    Call call = new Call(account, drafts);
    if (drafts.size() <= LARGE && !lanes.containsKey(account)) {
      Optional<List<SaveResult>> results = groups.answer(call);
      if (results.isPresent()) {
        return results.get();
      }
    }
    return saveInLane(call).orElseThrow(Counter::noAccount);
  }

  private Optional<List<SaveResult>> saveInLane(Call call) {
    if (closed) {
      throw new UnavailableException("The server is about to end.");
    }
    Lane lane =
        lanes.compute(call.account, (_, there) -> there == null ? newLane() : there.with(1));
    try {
      return lane.calls.answer(call);
    } finally {
      lanes.computeIfPresent(
          call.account, (_, there) -> there.callers == 1 ? null : there.with(-1));
    }
  }

  private Lane newLane() {
    return new Lane(new SharedCalls<>(this::runWaiting, Fitting::new, limits), 1);
  }

  /**
   * Creates what can be created simply, and then saves the rest. These are two transactions, but
   * each call is in one. After a group whose links were there, creating is not tried first.
   */
  private List<Optional<List<SaveResult>>> runSkipping(List<Call> calls) {
    IdentityHashMap<Call, Optional<List<SaveResult>>> results = new IdentityHashMap<>();
    List<Call> simple = mostlyNew ? calls.stream().filter(Call::isSimple).toList() : List.of();
    if (!simple.isEmpty()) {
      note(simple, create(simple), results);
    }
    List<Call> rest = calls.stream().filter(call -> !results.containsKey(call)).toList();
    if (!rest.isEmpty()) {
      note(rest, saveSkipping(rest, !results.isEmpty()), results);
    }
    long created = results.values().stream().filter(SharedSaves::isCreated).count();
    mostlyNew = 2 * created >= calls.size();
    return calls.stream().map(call -> results.getOrDefault(call, Optional.empty())).toList();
  }

  /** Notes the results of those of {@code calls} that have any. */
  private static void note(
      List<Call> calls,
      List<Optional<List<SaveResult>>> ofCalls,
      IdentityHashMap<Call, Optional<List<SaveResult>>> results) {
    for (int i = 0; i < calls.size(); i++) {
      if (ofCalls.get(i).isPresent()) {
        results.put(calls.get(i), ofCalls.get(i));
      }
    }
  }

  private static boolean isCreated(Optional<List<SaveResult>> results) {
    return results.isPresent()
        && results.get().getFirst() instanceof SaveResult.Saved(Outcome outcome, _)
        && outcome == Outcome.CREATED;
  }

  private List<Optional<List<SaveResult>>> create(List<Call> calls) {
    return results(calls, sql.call(dsl -> creating.run(dsl, drafts(calls))));
  }

  /**
   * Saves the calls of those accounts that are not busy.
   *
   * @param spareOthers whether a failure must not be told to the whole group, of which others have
   *     succeeded; then these calls go on in their accounts' lanes
   */
  private List<Optional<List<SaveResult>>> saveSkipping(List<Call> calls, boolean spareOthers) {
    try {
      return results(calls, sql.call(dsl -> saving.runSkipping(dsl, drafts(calls))));
    } catch (RuntimeException e) {
      if (spareOthers) {
        return Collections.nCopies(calls.size(), Optional.empty());
      }
      throw e;
    }
  }

  private List<Optional<List<SaveResult>>> runWaiting(List<Call> calls) {
    AccountId account = calls.getFirst().account; // of all of them: they are in its lane
    return results(calls, turns.call(account, dsl -> saving.runWaiting(dsl, drafts(calls))));
  }

  private static List<SaveInput.Draft> drafts(List<Call> calls) {
    if (calls.size() == 1) {
      return calls.getFirst().drafts;
    }
    List<SaveInput.Draft> drafts = new ArrayList<>(calls.size());
    calls.forEach(call -> drafts.addAll(call.drafts));
    return drafts;
  }

  /** What became of each call; a statement saves all of an account's drafts or none. */
  private static List<Optional<List<SaveResult>>> results(
      List<Call> calls, List<@Nullable SaveResult> ofDrafts) {
    List<Optional<List<SaveResult>>> results = new ArrayList<>(calls.size());
    int first = 0;
    for (Call call : calls) {
      List<SaveResult> ofCall = new ArrayList<>(call.drafts.size());
      for (SaveResult result : ofDrafts.subList(first, first + call.drafts.size())) {
        if (result != null) {
          ofCall.add(result);
        }
      }
      results.add(ofCall.isEmpty() ? Optional.empty() : Optional.of(ofCall));
      first += call.drafts.size();
    }
    return results;
  }

  /** Takes no more calls, and returns once all are answered or the time is over. */
  void close(Duration limit) {
    closed = true;
    groups.close(limit);
    lanes.values().forEach(lane -> lane.calls.close(limit));
  }

  /** Calls fit together while no link is meant twice, and one plan is good for all of them. */
  private static final class Fitting implements Predicate<Call> {

    private record Meant(AccountId account, String url) {}

    private final Set<Meant> meant = new HashSet<>();

    @Override
    public boolean test(Call call) {
      if (!meant.isEmpty() && meant.size() + call.drafts.size() > SaveStatement.PLANNED_FOR) {
        return false;
      }
      for (SaveInput.Draft draft : call.drafts) {
        if (meant.contains(meantBy(draft))) {
          return false;
        }
      }
      call.drafts.forEach(draft -> meant.add(meantBy(draft)));
      return true;
    }

    private static Meant meantBy(SaveInput.Draft draft) {
      return new Meant(draft.account(), draft.draft().url().canonical());
    }
  }
}
