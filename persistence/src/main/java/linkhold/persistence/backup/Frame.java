package linkhold.persistence.backup;

/**
 * The parts of a backup file. Each is written as its letter, the length of its content in bytes (32
 * bits, most significant first), and the content; all of it is compressed by Zstandard (RFC 8878).
 * A file is one {@link #HEAD}, for each table {@link #TABLE}, any number of {@link #ROWS} and
 * {@link #TABLE_END}, and then {@link #END}. Content is JSON but for {@link #ROWS}, which is what
 * {@code COPY … TO STDOUT} writes in its text format: one line per row.
 */
enum Frame {
  HEAD('H'),
  TABLE('T'),
  ROWS('R'),
  TABLE_END('t'),
  END('E');

  /** The longest content, in bytes. One row of any table is shorter. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private final char letter;

  Frame(char letter) {
    this.letter = letter;
  }

  int letter() {
    return letter;
  }
}
