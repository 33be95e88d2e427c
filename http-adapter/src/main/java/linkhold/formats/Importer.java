package linkhold.formats;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.DomainException;
import linkhold.domain.Fault;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkStore;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.formats.ImportReport.Note;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Saves the entries of one file in batches, and counts their results. While a batch is being saved
 * the next one is read; each is saved after the one before it. Where a URL repeats in the file, the
 * first entry that mentions a field counts, and the tags of all of them are added: so importing the
 * file again changes nothing, unless the links were changed meanwhile.
 */
final class Importer implements Entries, AutoCloseable {

  /** The length of a URL in a report, in characters; the rest is cut off. */
  private static final int MAX_REPORTED_URL = 200;

  /** After how many entries other calls get a turn: nothing blocks while a file is in memory. */
  private static final int ENTRIES_PER_YIELD = 16;

  /** A batch that is being saved. */
  private record Saving(
      List<ImportBatch.Item> items, CompletableFuture<List<SaveResult>> results) {}

  private final LinkStore links;
  private final AccountId account;
  private final Consumer<ImportCounts> progress;
  private final SeenUrls seen = new SeenUrls();
  private final List<Note> rejections = new ArrayList<>();
  private final List<Note> remarks = new ArrayList<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

  /** Not a virtual thread: much of a save is computing, during which other calls would wait. */
  private final ExecutorService saver =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("import").factory());

  private ImportBatch batch = new ImportBatch();
  private @Nullable Saving saving;
  private long entries;
  private long rejected;
  private long unlistedRemarks;
  private boolean complete = true;
  private String source = "";

  Importer(LinkStore links, AccountId account, Consumer<ImportCounts> progress) {
    this.links = links;
    this.account = account;
    this.progress = progress;
  }

  /** The entries that follow are of this file in an archive. */
  void enter(String name) {
    source = name + ": ";
  }

  /** The file in the archive has ended. */
  void leave() {
    source = "";
  }

  /** What remarks begin with: the name of the file in an archive. */
  String source() {
    return source;
  }

  /** The number of entries so far. */
  long entries() {
    return entries;
  }

  @Override
  public void accept(Entry entry) {
    Note place = place(entry.line(), shortened(entry.url()));
    letOthersRun();
    LinkDraft draft;
    try {
      draft = entry.draft().imported();
    } catch (InvalidInputException e) {
      reject(place, e);
      return;
    }
    entry.remarks().forEach(remark -> remark(place, remark));
    Mentions mentions = Mentions.of(draft.fields());
    Mentions before = seen.add(draft.url(), mentions);
    if (before.contradict(mentions)) {
      remark(place, "Its URL came before in the file with other texts; those were kept.");
    }
    try {
      batch.add(place, draft.withFields(before.leftOf(draft.fields())));
    } catch (InvalidInputException e) {
      reject(place, e);
    }
    if (batch.isFull()) {
      save();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread runs on until it blocks
  private void letOthersRun() {
    if (entries % ENTRIES_PER_YIELD == 0) {
      Thread.yield();
    }
  }

  @Override
  public void reject(long line, String url, String reason) {
    reject(place(line, shortened(url)), reason);
  }

  @Override
  public void remark(String remark) {
    remark(new Note(0, 0, "", ""), remark);
  }

  @Override
  public void incomplete(String remark) {
    complete = false;
    remark(remark);
  }

  @Override
  public void breakOff(long line, String url) {
    reject(line, url, "The file ends in the middle of this entry. Export it again.");
    complete = false;
  }

  @Override
  public void stop(long line, String reason) {
    reject(line, "", reason + " Nothing from here on was read.");
    complete = false;
  }

  /** Saves the last batch. Returns the report of the whole import. */
  ImportReport end() {
    save();
    finishSaving();
    return new ImportReport(counts(), complete, rejections, remarks, unlistedRemarks);
  }

  /** Returns once nothing is being saved any more. */
  @Override
  public void close() {
    saver.close();
  }

  private void save() {
    finishSaving();
    List<ImportBatch.Item> items = batch.items();
    batch = new ImportBatch();
    if (!items.isEmpty()) {
      List<LinkDraft> drafts = items.stream().map(ImportBatch.Item::draft).toList();
      saving =
          new Saving(
              items, CompletableFuture.supplyAsync(() -> links.save(account, drafts), saver));
    }
  }

  /** Waits for the batch that is being saved, if any, and counts its results. */
  private void finishSaving() {
    if (saving == null) {
      return;
    }
    List<ImportBatch.Item> items = saving.items;
    List<SaveResult> results = resultsOf(saving);
    saving = null;
    for (int i = 0; i < results.size(); i++) {
      ImportBatch.Item item = items.get(i);
      switch (results.get(i)) {
        case SaveResult.Saved saved ->
            item.outcomes(saved.outcome())
                .forEach(outcome -> outcomes.merge(outcome, 1L, Long::sum));
        case SaveResult.Refused refused ->
            item.places().forEach(place -> reject(place, refused.reason()));
      }
    }
    progress.accept(counts());
  }

  private static List<SaveResult> resultsOf(Saving saving) {
    try {
      return saving.results.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DomainException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private ImportCounts counts() {
    return new ImportCounts(
        count(Outcome.CREATED),
        count(Outcome.MERGED),
        count(Outcome.UNCHANGED),
        count(Outcome.RESTORED),
        rejected);
  }

  private long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  private Note place(long line, String url) {
    entries++;
    return new Note(entries, line, url, "");
  }

  private void reject(Note place, InvalidInputException reason) {
    reject(place, reason.faults().stream().map(Fault::detail).collect(joining(" ")));
  }

  private void reject(Note place, String reason) {
    rejected++;
    if (rejections.size() < ImportReport.MAX_LISTED) {
      rejections.add(note(place, reason));
    }
  }

  private void remark(Note place, String remark) {
    if (remarks.size() < ImportReport.MAX_LISTED) {
      remarks.add(note(place, remark));
    } else {
      unlistedRemarks++;
    }
  }

  private Note note(Note place, String text) {
    return new Note(place.entry(), place.line(), place.url(), source + text);
  }

  private static String shortened(String url) {
    return url.length() <= MAX_REPORTED_URL ? url : url.substring(0, MAX_REPORTED_URL) + "…";
  }
}
