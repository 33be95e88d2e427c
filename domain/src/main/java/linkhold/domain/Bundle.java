package linkhold.domain;

import java.time.Instant;

/**
 * A saved search: a name, and which links it selects.
 *
 * @param id unique within the account; never given to another bundle
 * @param fields what the person says about it
 * @param createdAt when it was added, to the microsecond
 * @param updatedAt when it last changed, to the microsecond
 */
public record Bundle(long id, BundleFields fields, Instant createdAt, Instant updatedAt) {}
