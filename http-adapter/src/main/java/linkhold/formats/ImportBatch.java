package linkhold.formats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.SaveResult.Outcome;
import linkhold.formats.ImportReport.Note;
import org.jspecify.annotations.Nullable;

/** Entries that are saved together, those of one URL as one draft. */
final class ImportBatch {

  private static final int MAX_ENTRIES = 1_000;

  /** After how many characters a batch is saved. */
  private static final int MAX_TEXT = 1024 * 1024;

  private final Map<String, Item> items = new LinkedHashMap<>();
  private int entries;
  private int text;

  /** Whether it is time to save. */
  boolean isFull() {
    return entries >= MAX_ENTRIES || text >= MAX_TEXT;
  }

  /** One item for each URL, in the order of their first entries. */
  List<Item> items() {
    return List.copyOf(items.values());
  }

  /**
   * Adds an entry. If its URL is in the batch already, {@code draft} has no field of the earlier
   * entries, apart from tags and dates.
   *
   * @throws InvalidInputException when the link would get too many tags
   */
  void add(Note place, LinkDraft draft) {
    String url = draft.url().canonical();
    Item there = items.get(url);
    if (there == null) {
      items.put(url, new Item(place, draft));
    } else {
      there.add(place, draft.fields());
    }
    entries++;
    LinkFields fields = draft.fields();
    text +=
        url.length()
            + length(fields.title())
            + length(fields.description())
            + length(fields.note())
            + length(fields.imageUrl())
            + length(fields.iconUrl());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The entries of one URL. */
  static final class Item {

    /** An entry after the first. */
    private record Later(Note place, boolean newer) {}

    private final Note first;
    private final List<Later> later = new ArrayList<>();
    private LinkDraft draft;

    private Item(Note first, LinkDraft draft) {
      this.first = first;
      this.draft = draft;
    }

    LinkDraft draft() {
      return draft;
    }

    private void add(Note place, LinkFields news) {
      LinkFields fields = draft.fields().and(news);
      later.add(new Later(place, !fields.equals(draft.fields())));
      draft = draft.withFields(fields);
    }

    /** The lines of the entries. */
    List<Note> places() {
      List<Note> places = new ArrayList<>();
      places.add(first);
      later.forEach(entry -> places.add(entry.place));
      return places;
    }

    /** The result of each entry, from the result of their draft. */
    List<Outcome> outcomes(Outcome outcome) {
      List<Outcome> outcomes = new ArrayList<>();
      outcomes.add(outcome);
      for (Later entry : later) {
        boolean changed = entry.newer && outcome != Outcome.UNCHANGED;
        outcomes.add(changed ? Outcome.MERGED : Outcome.UNCHANGED);
      }
      return outcomes;
    }
  }
}
