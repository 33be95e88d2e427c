package linkhold.persistence.backup;

/**
 * What the rows of one table came to.
 *
 * @param table its name
 * @param rows how many
 * @param sha256 of the rows as {@code COPY} writes them, in lower-case hexadecimal digits
 */
public record TableSummary(String table, long rows, String sha256) {}
