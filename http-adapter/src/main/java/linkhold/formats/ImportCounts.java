package linkhold.formats;

/**
 * How many entries of a file had which result.
 *
 * @param created links that the account did not have
 * @param merged links that the account had, or that came before in the file, and that changed
 * @param unchanged links that the account had with the same fields
 * @param restored links that had been deleted
 * @param rejected entries that were left out
 */
public record ImportCounts(
    long created, long merged, long unchanged, long restored, long rejected) {

  /** How many entries were processed. */
  public long total() {
    return created + merged + unchanged + restored + rejected;
  }
}
