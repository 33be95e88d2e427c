package linkhold.formats;

import java.util.List;

/**
 * The result of an import.
 *
 * @param counts the entries by outcome
 * @param complete whether the file was read to its end; if not, the last rejection says where and
 *     why reading stopped
 * @param rejections the entries that were left out, at most {@value #MAX_LISTED} of them; all are
 *     counted
 * @param remarks values of saved entries that were changed or dropped, at most {@value #MAX_LISTED}
 *     of them
 * @param unlistedRemarks how many more remarks there were
 */
public record ImportReport(
    ImportCounts counts,
    boolean complete,
    List<Note> rejections,
    List<Note> remarks,
    long unlistedRemarks) {

  /** How many rejections, and how many remarks, are listed at most. */
  public static final int MAX_LISTED = 1000;

  /** Keeps copies of the lists. */
  public ImportReport {
    rejections = List.copyOf(rejections);
    remarks = List.copyOf(remarks);
  }

  /** How many entries were left out besides those that are listed. */
  public long unlistedRejections() {
    return counts.rejected() - rejections.size();
  }

  /**
   * A rejection or remark about one entry.
   *
   * @param entry its number in the file, from 1; 0 where the file as a whole is meant
   * @param line the line of the file that it begins in, from 1; 0 where the file is meant
   * @param url as the file has it, shortened; empty when it has none
   * @param text the reason or remark, one or more plain sentences
   */
  public record Note(long entry, long line, String url, String text) {

    /** The place and the text in one line. */
    @Override
    public String toString() {
      return line == 0
          ? text
          : "line " + line + (url.isEmpty() ? "" : " (" + url + ")") + ": " + text;
    }
  }
}
