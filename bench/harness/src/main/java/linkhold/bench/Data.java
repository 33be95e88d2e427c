package linkhold.bench;

/**
 * The accounts of the workloads.
 *
 * @param one an empty account, for saves
 * @param many empty accounts, for saves
 * @param small an account with few links
 * @param large an account with many links
 * @param huge an account with very many links
 */
record Data(Accounts one, Accounts many, Accounts small, Accounts large, Accounts huge) {}
