package linkhold.domain;

/**
 * Whose links are meant.
 *
 * @param value what the store knows the account by; never shown to anyone
 */
public record AccountId(long value) {}
