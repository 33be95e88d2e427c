package linkhold.persistence.backup;

/**
 * The number and digest of one table's rows.
 *
 * @param table its name
 * @param rows how many
 * @param sha256 of the rows as {@code COPY} writes them, in lower-case hexadecimal digits
 */
public record TableSummary(String table, long rows, String sha256) {}
