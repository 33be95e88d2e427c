package linkhold.formats;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.Fault;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkStore;
import linkhold.domain.SaveResult;
import linkhold.domain.SaveResult.Outcome;
import linkhold.formats.ImportReport.Note;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;

/**
 * Saves the entries of one file in batches, and keeps the account of them. Where a URL repeats in
 * the file, the first entry that mentions a field counts, and tags are added up: so importing the
 * file again changes nothing, unless the links were changed meanwhile.
 */
final class Importer implements Entries {

  /** The length of a URL in a report, in characters; the rest is cut off. */
  private static final int MAX_REPORTED_URL = 200;

  private final LinkStore links;
  private final AccountId account;
  private final Consumer<ImportCounts> progress;
  private final SeenUrls seen = new SeenUrls();
  private final List<Note> rejections = new ArrayList<>();
  private final List<Note> remarks = new ArrayList<>();
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private ImportBatch batch = new ImportBatch();
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

  /** What follows is of this file in an archive. */
  void enter(String name) {
    source = name + ": ";
  }

  /** The file in the archive is read. */
  void leave() {
    source = "";
  }

  /** What remarks begin with: the name of the file in an archive. */
  String source() {
    return source;
  }

  /** How many entries there were so far. */
  long entries() {
    return entries;
  }

  @Override
  public void accept(Entry entry) {
    Note place = place(entry.line(), shortened(entry.url()));
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
    return new ImportReport(counts(), complete, rejections, remarks, unlistedRemarks);
  }

  private void save() {
    List<ImportBatch.Item> items = batch.items();
    batch = new ImportBatch();
    if (items.isEmpty()) {
      return;
    }
    List<SaveResult> results =
        links.save(account, items.stream().map(ImportBatch.Item::draft).toList());
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
