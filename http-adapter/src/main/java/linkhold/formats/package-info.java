/**
 * How whole libraries of links are written in files, and read from the files of others.
 *
 * <p>{@link linkhold.formats.LinkFiles} is the door. Going out, it takes links from the store one
 * by one and hands them to the {@link linkhold.formats.LinkWriter} of a {@link
 * linkhold.formats.FileFormat}. Coming in, {@link linkhold.formats.ImportedText} finds out charset
 * and format, an {@link linkhold.formats.EntryReader} turns the text into {@link
 * linkhold.formats.Entry entries} one by one, and {@link linkhold.formats.Importer} saves them in
 * batches and keeps the account of what became of each. Neither way is a file ever whole in memory.
 */
@NullMarked
package linkhold.formats;

import org.jspecify.annotations.NullMarked;
