package linkhold.domain;

import java.time.Instant;

/**
 * A tag with a number.
 *
 * @param id unique within the account; never given to another tag
 * @param tag as the account spells it
 * @param createdAt when it got its number, to the microsecond
 */
public record NumberedTag(long id, Tag tag, Instant createdAt) {}
