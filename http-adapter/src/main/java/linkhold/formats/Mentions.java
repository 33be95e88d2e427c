package linkhold.formats;

import java.util.function.Consumer;
import java.util.function.Function;
import linkhold.domain.LinkFields;
import org.jspecify.annotations.Nullable;

/**
 * Which fields, apart from tags and dates, the entries of one URL have mentioned, with seven bits
 * of each text to tell whether another one is the same.
 *
 * @param bits as {@link Field} has them, and one for the URL itself
 */
record Mentions(int bits) {

  /** Of a URL that did not come before. */
  static final Mentions NONE = new Mentions(0);

  private static final int SEEN = 1;

  private enum Field {
    TITLE(1 << 1, 10, LinkFields::title, fields -> fields.title(null)),
    DESCRIPTION(1 << 2, 17, LinkFields::description, fields -> fields.description(null)),
    NOTE(1 << 3, 24, LinkFields::note, fields -> fields.note(null)),
    UNREAD(1 << 4, 0, LinkFields::unread, fields -> fields.unread(null)),
    ARCHIVED(1 << 5, 0, LinkFields::archived, fields -> fields.archived(null)),
    FAVORITE(1 << 6, 0, LinkFields::favorite, fields -> fields.favorite(null)),
    SHARED(1 << 7, 0, LinkFields::shared, fields -> fields.shared(null)),
    IMAGE_URL(1 << 8, 0, LinkFields::imageUrl, fields -> fields.imageUrl(null)),
    ICON_URL(1 << 9, 0, LinkFields::iconUrl, fields -> fields.iconUrl(null));

    private final int bit;
    private final int firstOfText;
    private final int text;

    @SuppressWarnings("ImmutableEnumChecker") // reads a field
    private final Function<LinkFields, @Nullable Object> value;

    @SuppressWarnings("ImmutableEnumChecker") // clears a field
    private final Consumer<LinkFields.Builder> clear;

    Field(
        int bit,
        int firstOfText,
        Function<LinkFields, @Nullable Object> value,
        Consumer<LinkFields.Builder> clear) {
      this.bit = bit;
      this.firstOfText = firstOfText;
      this.text = firstOfText == 0 ? 0 : 0x7f << firstOfText;
      this.value = value;
      this.clear = clear;
    }

    int bitsOf(LinkFields fields) {
      Object mentioned = value.apply(fields);
      return mentioned == null ? 0 : bit | mentioned.hashCode() << firstOfText & text;
    }
  }

  /** What {@code fields} mention. */
  static Mentions of(LinkFields fields) {
    int bits = SEEN;
    for (Field field : Field.values()) {
      bits |= field.bitsOf(fields);
    }
    return new Mentions(bits);
  }

  /** These and, of fields not mentioned here, those of {@code later}. */
  Mentions and(Mentions later) {
    int both = bits | SEEN;
    for (Field field : Field.values()) {
      if (!has(field)) {
        both |= later.bits & (field.bit | field.text);
      }
    }
    return new Mentions(both);
  }

  /** Whether a text of {@code later} is another one than was mentioned here. */
  boolean contradict(Mentions later) {
    for (Field field : Field.values()) {
      if (has(field) && later.has(field) && ((bits ^ later.bits) & field.text) != 0) {
        return true;
      }
    }
    return false;
  }

  /** {@code fields} without those that were mentioned here. */
  LinkFields leftOf(LinkFields fields) {
    LinkFields.Builder left = fields.toBuilder();
    for (Field field : Field.values()) {
      if (has(field)) {
        field.clear.accept(left);
      }
    }
    return left.build();
  }

  private boolean has(Field field) {
    return (bits & field.bit) != 0;
  }
}
