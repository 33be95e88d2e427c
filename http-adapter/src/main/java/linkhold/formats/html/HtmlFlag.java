package linkhold.formats.html;

import linkhold.domain.Link;
import linkhold.domain.LinkFlag;
import linkhold.formats.entry.Entry;
import linkhold.formats.entry.Flag;
import org.jspecify.annotations.Nullable;

/** An attribute of bookmark HTML that holds a flag of a link; other programs have the same ones. */
enum HtmlFlag {
  /** As Pinboard has it: the opposite of shared. */
  PRIVATE("PRIVATE", LinkFlag.SHARED, false, "1", "0"),
  TO_READ("TOREAD", LinkFlag.UNREAD, true, "1", "0"),
  ARCHIVED("ARCHIVED", LinkFlag.ARCHIVED, true, "1", null),
  /** As Raindrop has it. */
  IMPORTANT("DATA-IMPORTANT", LinkFlag.FAVORITE, true, "true", null);

  private final String attribute;
  private final LinkFlag flag;
  private final boolean ifYes;
  private final String yes;
  private final @Nullable String no;

  /**
   * An attribute.
   *
   * @param ifYes what the flag is where the attribute says yes
   * @param no null when the attribute is left out then
   */
  HtmlFlag(String attribute, LinkFlag flag, boolean ifYes, String yes, @Nullable String no) {
    this.attribute = attribute;
    this.flag = flag;
    this.ifYes = ifYes;
    this.yes = yes;
    this.no = no;
  }

  String attribute() {
    return attribute;
  }

  /** The value for {@code link}; null when the attribute is left out. */
  @Nullable String written(Link link) {
    return flag.of(link) == ifYes ? yes : no;
  }

  /** Sets the flag in {@code entry} as {@code value} says. */
  void read(String value, Entry entry) {
    Flag.parse(value)
        .ifPresentOrElse(
            said -> entry.flag(flag, said == ifYes),
            () -> entry.remark("What " + attribute + " says is neither yes nor no."));
  }
}
