/**
 * A whole database as one file, and back. {@link linkhold.persistence.backup.Backup} copies every
 * table of one snapshot into a {@link linkhold.persistence.backup.BackupWriter}; {@link
 * linkhold.persistence.backup.BackupReader} reads the file again and checks all of it; {@link
 * linkhold.persistence.backup.Restore} builds the tables in a schema of their own and swaps them in
 * by one transaction. Nothing here knows what a link is.
 */
@NullMarked
package linkhold.persistence.backup;

import org.jspecify.annotations.NullMarked;
