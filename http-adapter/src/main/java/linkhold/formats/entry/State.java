package linkhold.formats.entry;

import java.util.Map;
import linkhold.domain.LinkFlag;

/** Several flags of a link that programs express by one folder, heading or word. */
public enum State {
  /** It is unread. */
  TO_READ(Map.of(LinkFlag.UNREAD, true, LinkFlag.ARCHIVED, false)),
  /** It is archived. */
  READ(Map.of(LinkFlag.UNREAD, false, LinkFlag.ARCHIVED, true)),
  /** It is in the usual lists. */
  CURRENT(Map.of(LinkFlag.ARCHIVED, false)),
  /** It is starred, liked or pinned. */
  LIKED(Map.of(LinkFlag.FAVORITE, true));

  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
  private final Map<LinkFlag, Boolean> flags;

  State(Map<LinkFlag, Boolean> flags) {
    this.flags = flags;
  }

  /** The flags that it sets. */
  Map<LinkFlag, Boolean> flags() {
    return flags;
  }
}
