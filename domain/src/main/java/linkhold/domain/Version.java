package linkhold.domain;

/**
 * A state of an account's links. Versions of different epochs do not compare.
 *
 * @param epoch random, new when the account is created or restored from a backup
 * @param revision how many changes there were: 0 in a new account
 */
public record Version(long epoch, long revision) {}
