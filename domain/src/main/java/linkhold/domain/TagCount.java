package linkhold.domain;

/** A tag, as the account spells it, and how many links have it: at least one. */
public record TagCount(Tag tag, long count) {}
