/**
 * How whole libraries of links are written in files, and read from the files of others.
 *
 * <p>{@link linkhold.formats.LinkFiles} is the door. Going out, it takes links from the store one
 * by one and hands them to the writer of a {@link linkhold.formats.FileFormat}. Coming in, {@link
 * linkhold.formats.ImportFile} unpacks archives, the table {@link linkhold.formats.ImportFormats}
 * finds the reader, and {@link linkhold.formats.Importer} saves the entries in batches and counts
 * what became of each. Each kind of file has a package of its own; what they share is in {@code
 * entry}. Neither way is a file ever whole in memory.
 */
@NullMarked
package linkhold.formats;

import org.jspecify.annotations.NullMarked;
