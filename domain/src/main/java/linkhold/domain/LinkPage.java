package linkhold.domain;

import java.util.List;

/**
 * A page of links.
 *
 * @param version the account's version that the page shows
 * @param links in the order asked for
 * @param more whether others come after them
 */
public record LinkPage(Version version, List<Link> links, boolean more) {}
