package linkhold.domain;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Merges two links that turn out to be the same: the later is saved over the earlier, and nothing
 * is lost.
 */
public final class LinkMerge {
  private LinkMerge() {}

  /**
   * {@code earlier} with what {@code later} says: its texts, and its tags after those that are
   * there. A text that another one replaces goes to the end of the note. The link is archived if
   * both were, has every other flag that one of the two had, and was created when the first was.
   * Empty when that would be more than one link can hold.
   */
  public static Optional<Link> of(Link earlier, Link later) {
    List<Tag> tags = new ArrayList<>(earlier.tags());
    tags.addAll(later.tags());
    List<Tag> distinct = LinkFields.distinct(tags);
    Set<String> notes = new LinkedHashSet<>();
    add(notes, earlier.note());
    add(notes, later.note());
    String title = later.title() == null ? earlier.title() : later.title();
    String description = later.description() == null ? earlier.description() : later.description();
    if (earlier.title() != null && !earlier.title().equals(title)) {
      add(notes, earlier.title());
    }
    if (earlier.description() != null && !earlier.description().equals(description)) {
      add(notes, earlier.description());
    }
    String note = String.join("\n\n", notes);
    if (distinct.size() > Tag.MAX_PER_LINK
        || note.codePointCount(0, note.length()) > Link.MAX_NOTE_LENGTH) {
      return Optional.empty();
    }
    Link.Builder merged =
        earlier.toBuilder()
            .title(title)
            .description(description)
            .note(note.isEmpty() ? null : note)
            .imageUrl(later.imageUrl() == null ? earlier.imageUrl() : later.imageUrl())
            .iconUrl(later.iconUrl() == null ? earlier.iconUrl() : later.iconUrl())
            .tags(distinct)
            .createdAt(
                later.createdAt().isBefore(earlier.createdAt())
                    ? later.createdAt()
                    : earlier.createdAt());
    for (LinkFlag flag : LinkFlag.values()) {
      boolean both = flag.of(earlier) && flag.of(later);
      boolean either = flag.of(earlier) || flag.of(later);
      flag.set(merged, flag == LinkFlag.ARCHIVED ? both : either);
    }
    PageRead pageRead = PageRead.ofMerged(earlier, later, merged.build());
    return Optional.of(merged.pageRead(pageRead).build());
  }

  private static void add(Set<String> notes, @Nullable String text) {
    if (text != null) {
      notes.add(text);
    }
  }
}
