package linkhold.bench;

/**
 * The accounts that are worked on.
 *
 * @param one an empty one, for saves
 * @param many empty ones, for saves
 * @param small one with some links
 * @param large one with many
 * @param huge one with very many
 */
record Data(Accounts one, Accounts many, Accounts small, Accounts large, Accounts huge) {}
