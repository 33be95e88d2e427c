/**
 * Writes whole libraries of links to files, and reads them from files of this and other programs.
 *
 * <p>{@link linkhold.formats.LinkFiles} is the door. An export takes links from the store one by
 * one and passes them to the writer of a {@link linkhold.formats.FileFormat}. In an import, {@link
 * linkhold.formats.ImportFile} unpacks archives, the table {@link linkhold.formats.ImportFormats}
 * finds the reader, and {@link linkhold.formats.Importer} saves the entries in batches and counts
 * the results. Each family of formats has a package of its own; what they share is in {@code
 * entry}. No file is ever in memory as a whole.
 */
@NullMarked
package linkhold.formats;

import org.jspecify.annotations.NullMarked;
