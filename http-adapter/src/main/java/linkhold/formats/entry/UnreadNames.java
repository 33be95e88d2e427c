package linkhold.formats.entry;

import java.util.LinkedHashSet;
import java.util.Set;

/** The columns or members of a file that have values and are not imported. */
public final class UnreadNames {

  private static final int MAX_NAMES = 50;
  private static final int MAX_NAME_LENGTH = 50;

  private final Set<String> names = new LinkedHashSet<>();
  private boolean more;

  /** Remembers a name. */
  public void add(String name) {
    String shown =
        name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH) + "…";
    if (names.size() < MAX_NAMES) {
      names.add(shown);
    } else {
      more |= !names.contains(shown);
    }
  }

  /** Reports them, if there are any, in one remark. */
  public void report(Entries entries) {
    if (!names.isEmpty()) {
      entries.remark(
          "Not imported from this file: " + String.join(", ", names) + (more ? ", …." : "."));
    }
  }
}
