package linkhold.http.linkding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import linkhold.domain.Faults;
import linkhold.domain.Tag;
import linkhold.json.LinkLimits;
import org.jspecify.annotations.Nullable;

/**
 * The fields in the body of a request to linkding's API. Values are read as leniently as linkding
 * does: numbers as texts, {@code "on"} as true. A null field counts as absent, and unknown fields
 * are ignored. Faults are recorded, and reading continues.
 */
final class LinkdingInput {

  private static final Set<String> TRUE = Set.of("t", "y", "yes", "true", "on", "1");
  private static final Set<String> FALSE = Set.of("f", "n", "no", "false", "off", "0");

  private final Map<?, ?> fields;
  private final LinkLimits limits;
  private final Faults faults = new Faults();

  /**
   * Reads {@code fields}.
   *
   * @param fields by their names, as {@link linkhold.json.JsonReader#parse} gives them; of a form,
   *     texts and lists of texts
   * @param limits of the links in it
   */
  LinkdingInput(Map<?, ?> fields, LinkLimits limits) {
    this.fields = fields;
    this.limits = limits;
  }

  /** The limits of links. */
  LinkLimits limits() {
    return limits;
  }

  /** The text of a field, without white space at its ends; null when it is absent or not a text. */
  @Nullable String text(String name) {
    Object value = scalar(name);
    if (value == null || value instanceof String || value instanceof Number) {
      return value == null ? null : value.toString().strip();
    }
    refuse(name, "Not a valid string.");
    return null;
  }

  /** The same of at most {@code length} code points; null when it is longer. */
  @Nullable String text(String name, int length) {
    String text = text(name);
    if (text != null && LinkLimits.isLonger(text, length)) {
      refuse(name, LinkLimits.longerThan(length));
      return null;
    }
    return text;
  }

  /** The text of a required field; null when it is absent, which is recorded as a fault. */
  @Nullable String requiredText(String name) {
    if (scalar(name) == null) {
      boolean isNull = fields.containsKey(name);
      refuse(name, isNull ? "This field may not be null." : "This field is required.");
      return null;
    }
    String text = text(name);
    if (text != null && text.isEmpty()) {
      refuse(name, "This field may not be blank.");
      return null;
    }
    return text;
  }

  /** Whether a field is true; null when it is absent or neither true nor false. */
  @Nullable Boolean flag(String name) {
    Object value = scalar(name);
    String text = value == null ? "" : value.toString().strip().toLowerCase(Locale.ROOT);
    if (text.isEmpty() || text.equals("null")) {
      return null;
    }
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return TRUE.contains(text);
    }
    refuse(name, "Must be a valid boolean.");
    return null;
  }

  /** The whole number of a field; null when it is absent or not a whole number. */
  @Nullable Integer wholeNumber(String name) {
    Object value = scalar(name);
    try {
      return value == null ? null : Integer.valueOf(value.toString().strip());
    } catch (NumberFormatException e) {
      refuse(name, "A valid integer is required.");
      return null;
    }
  }

  /** The time of a field; null when it is absent, empty or malformed. */
  @Nullable Instant moment(String name) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      return null;
    }
    Optional<Instant> moment = LinkdingDate.parse(text);
    if (moment.isEmpty()) {
      refuse(name, "Datetime has wrong format. Use for example 2026-11-23T08:00:00Z.");
    }
    return moment.orElse(null);
  }

  /**
   * The result of {@code choice} for the text of a field; null when it is absent or not a choice.
   */
  <T> @Nullable T choice(String name, Function<String, @Nullable T> choice) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    T chosen = choice.apply(text);
    if (chosen == null) {
      refuse(name, "\"" + text + "\" is not a valid choice.");
    }
    return chosen;
  }

  /** The tags of a field; null when it is absent or not a list. A comma ends a tag. */
  @Nullable List<Tag> tags(String name) {
    Object field = fields.get(name);
    if (field == null) {
      return null;
    }
    List<?> values;
    if (field instanceof List<?> list) {
      values = list;
    } else if (field instanceof String) {
      values = List.of(field);
    } else {
      refuse(name, "Expected a list of items.");
      return null;
    }
    List<Tag> tags = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof String || value instanceof Number)) {
        refuse(name, "Not a valid string.");
        continue;
      }
      Arrays.stream(value.toString().split(",", -1))
          .filter(part -> !part.isBlank())
          .map(part -> faults.at("/" + name, () -> limits.tag(part)))
          .forEach(tag -> {
            if (tag != null) {
              tags.add(tag);
            }
          });
    }
    if (tags.stream().map(Tag::key).distinct().count() > limits.tags()) {
      refuse(name, "A link has at most " + limits.tags() + " tags.");
      return null;
    }
    return tags;
  }

  /**
   * The result of {@code parse}, or null when it refuses; its faults are recorded for the fields
   * that it names.
   */
  <T> @Nullable T parse(Supplier<T> parse) {
    return faults.at("", parse);
  }

  /**
   * The result of {@code parse}, or null when it refuses; its faults are recorded for one field.
   */
  <T> @Nullable T parse(String name, Supplier<T> parse) {
    return faults.at("/" + name, parse);
  }

  /**
   * {@code value}, after everything was read.
   *
   * @throws linkhold.domain.InvalidInputException when there was any fault
   */
  <T> T valid(@Nullable T value) {
    faults.throwIfAny();
    if (value == null) {
      throw new IllegalArgumentException("No value, and no fault that says why.");
    }
    return value;
  }

  /** A field's value; of several in a form, the last. */
  private @Nullable Object scalar(String name) {
    Object value = fields.get(name);
    return value instanceof List<?> list && !list.isEmpty() ? list.getLast() : value;
  }

  private void refuse(String name, String detail) {
    faults.add("/" + name, detail);
  }
}
