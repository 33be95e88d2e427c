package linkhold.domain;

import java.time.Instant;

/**
 * What a deleted link leaves behind.
 *
 * @param id the link's id
 * @param revision the account's revision of its deletion
 * @param deletedAt when it was deleted
 */
public record Tombstone(long id, long revision, Instant deletedAt) {}
