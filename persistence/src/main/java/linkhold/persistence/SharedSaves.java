package linkhold.persistence;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.NotFoundException;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.Tag;
import linkhold.domain.UnavailableException;
import linkhold.persistence.sharing.CallDeadline;
import linkhold.persistence.sharing.InUse;
import linkhold.persistence.sharing.SharedCalls;
import linkhold.persistence.sharing.SharingCounts;
import org.jooq.DSLContext;

/**
 * Saves that share statements and commits. A group does not wait for locked accounts: when
 * something else, such as a batch or another server, holds an account's lock, the account's calls
 * leave the group and continue in a lane of their own, whose calls share statements with each other
 * and queue for the account (see {@link AccountQueues}). So a locked account delays only its own
 * callers. Large calls go to the lane at once, so that they do not delay saves of single links.
 * Where each statement has to be about one account (see {@link Engine}), all calls do.
 *
 * <p>A save is done by {@link LinkEdits}. Two shorter ways are tried first, when the results of the
 * last group make them likely: {@link CreateStatement}, and a read without any lock, which is
 * enough for a save that changes nothing.
 */
final class SharedSaves {

  /** Drafts of one account, no two of them for the same link. */
  private record Call(AccountId account, List<AccountDraft> drafts) {

    /** Whether it is one draft. */
    boolean isSimple() {
      return drafts.size() == 1;
    }

    List<Tag> tags() {
      return drafts.stream().flatMap(draft -> draft.draft().tags().stream()).toList();
    }

    ReadStatement.Wanted wanted() {
      return new ReadStatement.Wanted(
          account, List.of(), drafts.stream().map(draft -> draft.draft().url()).toList(), tags());
    }
  }

  /** A group's answer to a call. */
  private sealed interface Answer {

    /** The drafts are saved or refused, each for itself. */
    record Done(List<SaveResult> results) implements Answer {}

    /** No result yet: the call continues in its account's lane. */
    record Postponed() implements Answer {}

    /** The account does not exist. */
    record NoAccount() implements Answer {}
  }

  /** A call of more drafts than this would delay the others in its group too long. */
  private static final int LARGE = 10;

  /** How many drafts share their statements at most, unless a single call has more. */
  private static final int MAX_DRAFTS = 50;

  private final Sql sql;
  private final Engine engine;
  private final AccountQueues turns;
  private final Statistics statistics;
  private final CreateStatement creating;
  private final LookupStatement<SharedReads.ByUrl, Link> looking;
  private final SharedCalls.Limits limits;
  private final SharingCounts counts = new SharingCounts();
  private final SharingCounts countsOfLanes = new SharingCounts();
  private final SharedCalls<Call, Answer> groups;
  private final InUse<AccountId, SharedCalls<Call, List<SaveResult>>> lanes;

  /** The outcome of most of the last group, and so likely of the next. */
  private volatile Outcome usual = Outcome.CREATED;

  private volatile boolean closed;

  /**
   * Saves through {@code sql}, whose plans are made once for groups of any size.
   *
   * @param turns where the lanes queue for their accounts
   */
  SharedSaves(Sql sql, Engine engine, AccountQueues turns, SharedCalls.Limits limits) {
    this.sql = sql;
    this.engine = engine;
    this.turns = turns;
    this.statistics = new Statistics(sql);
    this.creating = sql.call(CreateStatement::new);
    this.looking = sql.call(SharedReads::linksByUrl);
    this.limits = limits;
    this.lanes =
        new InUse<>(() -> new SharedCalls<>(this::runInLane, Fitting::new, limits, countsOfLanes));
    this.groups = new SharedCalls<>(this::runGroup, Fitting::new, limits, counts);
  }

  /**
   * Saves drafts of one account, no two of them for the same link, in one transaction.
   *
   * @return the result of each draft, in their order
   * @throws NotFoundException when the account is not there
   * @throws UnavailableException when the database cannot answer
   */
  List<SaveResult> save(AccountId account, List<AccountDraft> drafts) {
    List<SaveResult> results =
        CallDeadline.within(limits.patience(), () -> saveInTime(account, drafts));
    if (drafts.size() > 1) {
      statistics.noteImported(drafts.size());
    }
    return results;
  }

  private List<SaveResult> saveInTime(AccountId account, List<AccountDraft> drafts) {
    Call call = new Call(account, drafts);
    if (drafts.size() > LARGE || engine.isSpread() || lanes.contains(account)) {
      return saveInLane(call);
    }
    return switch (groups.answer(call)) {
      case Answer.Done(List<SaveResult> results) -> results;
      case Answer.Postponed() -> saveInLane(call);
      case Answer.NoAccount() -> throw RevisionLock.noAccount();
    };
  }

  private List<SaveResult> saveInLane(Call call) {
    if (closed) {
      throw new UnavailableException("The server is stopping.");
    }
    return lanes.use(call.account, lane -> lane.answer(call));
  }

  /**
   * Saves the calls in up to two transactions, each call in one of them: first those for which a
   * shorter way is likely and succeeds, then the others.
   */
  private List<Answer> runGroup(List<Call> calls) {
    IdentityHashMap<Call, Answer> answers = new IdentityHashMap<>();
    switch (usual) {
      case CREATED -> create(alikeSpelled(calls), answers);
      case UNCHANGED -> {
        IdentityHashMap<Call, List<SaveResult>> unchanged = new IdentityHashMap<>();
        look(calls, unchanged);
        unchanged.forEach((call, results) -> answers.put(call, new Answer.Done(results)));
      }
      case MERGED, RESTORED -> {}
    }
    List<Call> others = calls.stream().filter(call -> !answers.containsKey(call)).toList();
    if (!others.isEmpty()) {
      try {
        sql.run(dsl -> saveFree(dsl, others, answers));
      } catch (RuntimeException e) {
        if (answers.isEmpty()) {
          throw e;
        }
        // Others have succeeded already, so the group as a whole must not fail.
        others.forEach(call -> answers.put(call, new Answer.Postponed()));
      }
    }
    noteUsual(answers.values());
    return calls.stream().map(call -> Objects.requireNonNull(answers.get(call))).toList();
  }

  /** The simple calls; of those that spell a tag of an account in several ways, the first. */
  private static List<Call> alikeSpelled(List<Call> calls) {
    Map<AccountId, Map<String, Tag>> spellings = new HashMap<>();
    List<Call> alike = new ArrayList<>();
    for (Call call : calls) {
      if (call.isSimple()) {
        List<Tag> tags = call.tags();
        Map<String, Tag> known =
            tags.isEmpty()
                ? Map.of()
                : spellings.computeIfAbsent(call.account, _ -> new HashMap<>());
        if (tags.stream().allMatch(tag -> tag.equals(known.getOrDefault(tag.key(), tag)))) {
          tags.forEach(tag -> known.put(tag.key(), tag));
          alike.add(call);
        }
      }
    }
    return alike;
  }

  /** Creates links by {@link CreateStatement}. */
  private void create(List<Call> simple, IdentityHashMap<Call, Answer> answers) {
    if (simple.isEmpty()) {
      return;
    }
    IdentityHashMap<AccountDraft, SaveResult.Saved> created =
        sql.call(dsl -> creating.run(dsl, drafts(simple)));
    for (Call call : simple) {
      SaveResult.Saved saved = created.get(call.drafts.getFirst());
      if (saved != null) {
        answers.put(call, new Answer.Done(List.of(saved)));
      }
    }
  }

  /** Finds the results of the calls that change nothing. */
  private void look(List<Call> calls, IdentityHashMap<Call, List<SaveResult>> results) {
    List<SharedReads.ByUrl> urls =
        drafts(calls).stream()
            .map(draft -> new SharedReads.ByUrl(draft.account(), draft.draft().url().digest()))
            .toList();
    Iterator<Optional<Link>> links = sql.call(dsl -> looking.run(dsl, urls)).iterator();
    for (Call call : calls) {
      List<SaveResult> unchanged = new ArrayList<>();
      for (AccountDraft draft : call.drafts) {
        links
            .next()
            .filter(draft.draft()::isContainedIn)
            .ifPresent(link -> unchanged.add(new SaveResult.Saved(Outcome.UNCHANGED, link)));
      }
      if (unchanged.size() == call.drafts.size()) {
        results.put(call, unchanged);
      }
    }
  }

  /** Saves the calls of those accounts that are not locked. */
  private static void saveFree(
      DSLContext dsl, List<Call> calls, IdentityHashMap<Call, Answer> answers) {
    LinkEdits edits = LinkEdits.ofFree(dsl, wanted(calls));
    Set<AccountId> held =
        calls.stream().map(Call::account).filter(account -> !edits.has(account)).collect(toSet());
    if (!held.isEmpty()) {
      held = RevisionLock.existing(dsl, held);
    }
    List<Call> free = calls.stream().filter(call -> edits.has(call.account)).toList();
    Iterator<List<SaveResult>> results = save(edits, free).iterator();
    for (Call call : calls) {
      if (edits.has(call.account)) {
        answers.put(call, new Answer.Done(results.next()));
      } else {
        answers.put(
            call, held.contains(call.account) ? new Answer.Postponed() : new Answer.NoAccount());
      }
    }
  }

  private static List<ReadStatement.Wanted> wanted(List<Call> calls) {
    return calls.stream().map(Call::wanted).toList();
  }

  private List<List<SaveResult>> runInLane(List<Call> calls) {
    return engine.isSpread() ? runStraight(calls) : runInTurn(calls);
  }

  private List<List<SaveResult>> runInTurn(List<Call> calls) {
    AccountId account = calls.getFirst().account; // of all of them: they are in its lane
    return turns.transaction(account, dsl -> save(LinkEdits.of(dsl, wanted(calls)), calls));
  }

  /** Runs calls that come straight from their callers: no group has tried a shorter way. */
  private List<List<SaveResult>> runStraight(List<Call> calls) {
    List<List<SaveResult>> results = lookAtOne(calls);
    if (results.isEmpty()) {
      results = sql.transaction(dsl -> saveIfFree(dsl, calls)).orElseGet(() -> runInTurn(calls));
    }
    noteUsual(results.stream().<Answer>map(Answer.Done::new).toList());
    return results;
  }

  /**
   * The results of a single call that changes nothing, when that is likely; otherwise empty. Links
   * are looked up one at a time where each statement is about one account.
   */
  private List<List<SaveResult>> lookAtOne(List<Call> calls) {
    IdentityHashMap<Call, List<SaveResult>> unchanged = new IdentityHashMap<>();
    if (usual == Outcome.UNCHANGED && calls.size() == 1 && calls.getFirst().isSimple()) {
      look(calls, unchanged);
    }
    return List.copyOf(unchanged.values());
  }

  /** Saves the calls of one account, unless it is locked or does not exist. */
  private static Optional<List<List<SaveResult>>> saveIfFree(DSLContext dsl, List<Call> calls) {
    LinkEdits edits = LinkEdits.ofFree(dsl, wanted(calls));
    return edits.has(calls.getFirst().account) ? Optional.of(save(edits, calls)) : Optional.empty();
  }

  /** The results of the calls' drafts, of accounts that are locked; commits. */
  private static List<List<SaveResult>> save(LinkEdits edits, List<Call> calls) {
    List<List<SaveResult>> results = new ArrayList<>(calls.size());
    for (Call call : calls) {
      Library library = edits.library(call.account);
      results.add(
          call.drafts.stream().map(draft -> library.save(draft.draft(), draft.time())).toList());
    }
    edits.writeAndCommit();
    return results;
  }

  private void noteUsual(Collection<Answer> answers) {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    for (Answer answer : answers) {
      if (answer instanceof Answer.Done(List<SaveResult> results)
          && results.getFirst() instanceof SaveResult.Saved(Outcome outcome, _)) {
        counts.merge(outcome, 1, Integer::sum);
      }
    }
    if (!counts.isEmpty()) {
      usual = Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
    }
  }

  private static List<AccountDraft> drafts(List<Call> calls) {
    return calls.size() == 1
        ? calls.getFirst().drafts
        : calls.stream().flatMap(call -> call.drafts.stream()).toList();
  }

  /** The counters of shared calls, by the names of their kinds. */
  Map<String, SharingCounts> counts() {
    return Map.of("save", counts, "save_in_lane", countsOfLanes);
  }

  /** Refuses new calls, and returns once all are answered or the time limit is over. */
  void close(Duration limit) {
    closed = true;
    groups.close(limit);
    lanes.forEach(lane -> lane.close(limit));
  }

  /** Accepts calls into a group while no link occurs twice and the group is not too large. */
  private static final class Fitting implements Predicate<Call> {

    private record LinkKey(AccountId account, String url) {}

    private final Set<LinkKey> keys = new HashSet<>();

    @Override
    public boolean test(Call call) {
      if (!keys.isEmpty() && keys.size() + call.drafts.size() > MAX_DRAFTS) {
        return false;
      }
      for (AccountDraft draft : call.drafts) {
        if (keys.contains(keyOf(draft))) {
          return false;
        }
      }
      call.drafts.forEach(draft -> keys.add(keyOf(draft)));
      return true;
    }

    private static LinkKey keyOf(AccountDraft draft) {
      return new LinkKey(draft.account(), draft.draft().url().canonical());
    }
  }
}
