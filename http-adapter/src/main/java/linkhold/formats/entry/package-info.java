/**
 * What the readers of all formats share: the {@link linkhold.formats.entry.FileText text} of a file
 * in whatever charset, its {@link linkhold.formats.entry.Beginning beginning}, by which formats are
 * recognised, the {@link linkhold.formats.entry.Entry entries} that they make, the one table of
 * {@link linkhold.formats.entry.Field names} by which columns and members are known, and {@link
 * linkhold.formats.entry.Entries}, which receives them. Nothing here knows a format.
 */
@NullMarked
package linkhold.formats.entry;

import org.jspecify.annotations.NullMarked;
