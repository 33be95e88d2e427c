package linkhold.domain;

import org.jspecify.annotations.Nullable;

/**
 * How many links a query wants, and where one of its pages begins.
 *
 * @param links how many there are, on all pages together
 * @param after the position of the last link that is skipped; null when none is, or when there are
 *     fewer links than are to be skipped
 */
public record LinkCount(long links, @Nullable Position after) {}
