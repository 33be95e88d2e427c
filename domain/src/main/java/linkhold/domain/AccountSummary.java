package linkhold.domain;

/**
 * How much an account holds.
 *
 * @param version the account's version that the counts show
 * @param links all links
 * @param unread those that wait to be read
 * @param archived those kept out of the usual lists
 * @param favorite those marked as favourites
 * @param shared those shared with others
 */
public record AccountSummary(
    Version version, long links, long unread, long archived, long favorite, long shared) {}
