/**
 * Comma-separated values: Linkhold's own, by the one table {@link linkhold.formats.csv.CsvColumn},
 * and those of others, by the names of their columns.
 */
@NullMarked
package linkhold.formats.csv;

import org.jspecify.annotations.NullMarked;
