package linkhold.domain.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A value of several fields, any of which may be null. */
final class Value {

  private static final char SEPARATOR = '\t';
  private static final char ESCAPE = '\\';
  private static final String NULL = "\\0";

  private final List<@Nullable String> fields;

  private Value(List<@Nullable String> fields) {
    this.fields = fields;
  }

  /**
   * The text of these fields: separated by tabs; backslashes and tabs are escaped with a backslash.
   */
  static String text(@Nullable Object... fields) {
    StringJoiner text = new StringJoiner(String.valueOf(SEPARATOR));
    for (Object field : fields) {
      text.add(field == null ? NULL : field.toString().replace("\\", "\\\\").replace("\t", "\\t"));
    }
    return text.toString();
  }

  /** Reads what {@link #text} wrote. */
  static Value parse(String text) {
    List<@Nullable String> fields = new ArrayList<>();
    for (String field : text.split(String.valueOf(SEPARATOR), -1)) {
      fields.add(field.equals(NULL) ? null : unescaped(field));
    }
    return new Value(fields);
  }

  private static String unescaped(String field) {
    var text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ESCAPE) {
        i++;
        text.append(field.charAt(i) == 't' ? SEPARATOR : ESCAPE);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** How many fields there are. */
  int size() {
    return fields.size();
  }

  /** A field that is not null. */
  String get(int index) {
    return Objects.requireNonNull(fields.get(index));
  }

  /** A field that may be null. */
  @Nullable String getOrNull(int index) {
    return fields.get(index);
  }

  /** A field that is a number. */
  long number(int index) {
    return Long.parseLong(get(index));
  }

  /** A field that is a time. */
  Instant time(int index) {
    return Instant.parse(get(index));
  }

  /** A field that is a time or null. */
  @Nullable Instant timeOrNull(int index) {
    return fields.get(index) == null ? null : time(index);
  }
}
