package linkhold.formats.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkDraft;
import linkhold.formats.entry.Entries;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.EntryReader;
import linkhold.formats.entry.EntryTooLongException;
import linkhold.formats.entry.Field;
import linkhold.formats.entry.FileText;
import linkhold.formats.entry.NamedValues;
import linkhold.formats.entry.NamedValues.TagNotation;
import linkhold.formats.entry.UnreadNames;
import linkhold.json.InvalidJsonException;
import linkhold.json.JsonObject;
import linkhold.json.JsonReader;
import linkhold.json.LinkJson;
import linkhold.json.LinkLimits;
import org.jspecify.annotations.Nullable;

/**
 * JSON Lines: one object on each line. A line that is not an object is rejected, and reading goes
 * on.
 */
final class JsonLinesReader implements EntryReader {

  /** The members that Linkhold's own lines have besides those of all its own files. */
  private static final Set<String> OWN = Set.of("id", "updatedAt", "revision");

  private final StringBuilder line = new StringBuilder();
  private final UnreadNames unread = new UnreadNames();
  private long number = 1;
  private boolean tooLong;

  @Override
  public void read(FileText text, Entries entries) throws IOException {
    char[] buffer = new char[16 * 1024];
    try {
      int count = text.read(buffer, 0, buffer.length);
      while (count >= 0) {
        int from = 0;
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n') {
            append(buffer, from, i);
            endLine(entries, false);
            text.nextEntry();
            from = i + 1;
          }
        }
        append(buffer, from, count);
        count = text.read(buffer, 0, buffer.length);
      }
      endLine(entries, true);
    } catch (EntryTooLongException e) {
      entries.stop(number, e.getMessage() + ".");
    }
    unread.report(entries);
  }

  private void append(char[] buffer, int from, int to) {
    tooLong |= line.length() + to - from > FileText.MAX_KEPT_LENGTH;
    if (!tooLong) {
      line.append(buffer, from, to - from);
    }
  }

  private void endLine(Entries entries, boolean last) {
    String object = line.toString();
    if (tooLong) {
      entries.reject(
          number, "", "The line is longer than " + FileText.MAX_KEPT_LENGTH + " characters.");
    } else if (!object.isBlank()) {
      read(object, entries, last);
    }
    number++;
    tooLong = false;
    line.setLength(0);
  }

  private void read(String object, Entries entries, boolean last) {
    try {
      if (JsonReader.parse(object) instanceof Map<?, ?> members) {
        LinkDraft own = own(members);
        entries.accept(own == null ? values(members).entry(number, unread) : Entry.of(number, own));
      } else {
        entries.reject(number, "", "It is not a JSON object.");
      }
    } catch (InvalidJsonException e) {
      if (last) {
        entries.breakOff(number, "");
      } else {
        entries.reject(number, "", "It is not one JSON object.");
      }
    }
  }

  /** The link, if Linkhold itself wrote it; null when another program did, or it is not valid. */
  private static @Nullable LinkDraft own(Map<?, ?> members) {
    if (!members.keySet().containsAll(Field.OF_FIRST_VERSION)
        || !members.keySet().containsAll(OWN)) {
      return null;
    }
    try {
      JsonObject json = JsonObject.of(members, LinkLimits.DEFAULTS);
      LinkDraft draft = LinkJson.draft(json, true);
      return draft == null ? null : json.valid(draft);
    } catch (InvalidInputException e) {
      return null;
    }
  }

  private static NamedValues values(Map<?, ?> members) {
    NamedValues values = new NamedValues(TagNotation.ANY);
    members.forEach((name, value) -> {
      List<String> texts = new ArrayList<>();
      add(texts, value);
      if (value instanceof List<?>) {
        values.put(String.valueOf(name), texts);
      } else if (!texts.isEmpty()) {
        values.put(String.valueOf(name), texts.getFirst());
      }
    });
    return values;
  }

  private static void add(List<String> texts, @Nullable Object value) {
    switch (value) {
      case null -> {}
      case List<?> list -> list.forEach(element -> add(texts, element));
      case Map<?, ?> members -> add(texts, members.get("name"));
      default -> texts.add(value.toString());
    }
  }
}
