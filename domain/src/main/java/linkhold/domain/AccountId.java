package linkhold.domain;

/**
 * The key of an account.
 *
 * @param value unique in the store; never shown to clients
 */
public record AccountId(long value) {}
