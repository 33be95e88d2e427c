package linkhold.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkFlag;
import org.jspecify.annotations.Nullable;

/**
 * Which fields, apart from tags and dates, the entries of one URL have mentioned, with seven bits
 * of a hash of each text, to see whether another one differs.
 *
 * @param bits as {@link Field} has them, and one for the URL itself
 */
record Mentions(int bits) {

  /** For a URL that did not occur before. */
  static final Mentions NONE = new Mentions(0);

  private static final int SEEN = 1;

  /**
   * A field.
   *
   * @param bit set when it was mentioned
   * @param firstOfText where the bits of its text begin; 0 when it has none
   * @param value what fields say of it; null when they do not mention it
   * @param clear makes fields not mention it
   */
  private record Field(
      int bit,
      int firstOfText,
      Function<LinkFields, @Nullable Object> value,
      Consumer<LinkFields.Builder> clear) {

    int text() {
      return firstOfText == 0 ? 0 : 0x7f << firstOfText;
    }

    int bitsOf(LinkFields fields) {
      Object mentioned = value.apply(fields);
      return mentioned == null ? 0 : bit | mentioned.hashCode() << firstOfText & text();
    }
  }

  private static final List<Field> FIELDS = fields();

  private static List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(1 << 1, 10, LinkFields::title, left -> left.title(null)));
    fields.add(new Field(1 << 2, 17, LinkFields::description, left -> left.description(null)));
    fields.add(new Field(1 << 3, 24, LinkFields::note, left -> left.note(null)));
    fields.add(new Field(1 << 4, 0, LinkFields::imageUrl, left -> left.imageUrl(null)));
    fields.add(new Field(1 << 5, 0, LinkFields::iconUrl, left -> left.iconUrl(null)));
    for (LinkFlag flag : LinkFlag.values()) {
      int bit = 2 << fields.size();
      fields.add(new Field(bit, 0, flag::of, left -> flag.set(left, null)));
    }
    return List.copyOf(fields);
  }

  /** What {@code fields} mention. */
  static Mentions of(LinkFields fields) {
    int bits = SEEN;
    for (Field field : FIELDS) {
      bits |= field.bitsOf(fields);
    }
    return new Mentions(bits);
  }

  /** These and, of fields not mentioned here, those of {@code later}. */
  Mentions and(Mentions later) {
    int both = bits | SEEN;
    for (Field field : FIELDS) {
      if (!has(field)) {
        both |= later.bits & (field.bit | field.text());
      }
    }
    return new Mentions(both);
  }

  /** Whether a text of {@code later} differs from the one that was mentioned here. */
  boolean contradict(Mentions later) {
    for (Field field : FIELDS) {
      if (has(field) && later.has(field) && ((bits ^ later.bits) & field.text()) != 0) {
        return true;
      }
    }
    return false;
  }

  /** {@code fields} without those that were mentioned here. */
  LinkFields leftOf(LinkFields fields) {
    if (equals(NONE)) {
      return fields;
    }
    LinkFields.Builder left = fields.toBuilder();
    for (Field field : FIELDS) {
      if (has(field)) {
        field.clear().accept(left);
      }
    }
    return left.build();
  }

  private boolean has(Field field) {
    return (bits & field.bit) != 0;
  }
}
