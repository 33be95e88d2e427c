package linkhold.domain;

import org.jspecify.annotations.Nullable;

/**
 * How many links match a query, and where one of its pages begins.
 *
 * @param links how many there are, on all pages together
 * @param after the position of the last link that is skipped; null when none is skipped, or when
 *     more are to be skipped than there are
 */
public record LinkCount(long links, @Nullable Position after) {}
