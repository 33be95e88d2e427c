package linkhold.formats.entry;

/** Takes the entries that readers find in a file. Lines count from 1. */
public interface Entries {

  /** Takes an entry, to be saved soon. */
  void accept(Entry entry);

  /** Reports an entry that begins in this line and is left out; {@code url} may be empty. */
  void reject(long line, String url, String reason);

  /** Reports something about the file as a whole. */
  void remark(String remark);

  /** Reports that the end of the file is missing. */
  void incomplete(String remark);

  /** Reports that the file ends in the middle of the entry of this line, which is left out. */
  void breakOff(long line, String url);

  /** Reports that the file cannot be read on from this line. */
  void stop(long line, String reason);
}
