package linkhold.bench.rival;

/** The rivals' SQL statements, one for each call. */
public final class Statements {

  private static final String COLUMNS =
      "id, url, title, description, note, tags, unread, archived, favorite, shared, created_at,"
          + " updated_at, links.revision";

  /** The account of a token. Parameter: the token's digest. */
  public static final String ACCOUNT_OF_TOKEN =
      "select account_id from tokens where digest = $1 and (expires_at is null or expires_at >"
          + " now())";

  /**
   * Takes the account's next revision, which locks its counter, and creates the link or merges into
   * the one that has its URL. Parameters: account, digest, URL, title, note, searched text.
   */
  public static final String SAVE =
      """
      with counter as (
        update revisions set revision = revision + 1 where account_id = $1
        returning account_id, epoch, revision
      )
      insert into links (account_id, id, digest, url, title, note, search, created_at, updated_at,
        revision)
      select account_id, revision, $2, $3, $4, $5, $6, now(), now(), revision from counter
      on conflict (account_id, digest) do update set
        deleted = false,
        url = coalesce(links.url, excluded.url),
        title = coalesce(excluded.title, links.title),
        note = coalesce(excluded.note, links.note),
        search = excluded.search,
        updated_at = excluded.updated_at,
        revision = excluded.revision
      returning %s, (select epoch from counter) as epoch
      """
          .formatted(COLUMNS);

  /** One link. Parameters: account, id. */
  public static final String FIND =
      "select %s, epoch from links join revisions using (account_id) where account_id = $1 and id ="
              .formatted(COLUMNS)
          + " $2 and not deleted";

  /** The newest links, one more than a page has. Parameters: account, how many. */
  public static final String PAGE =
      "select %s, epoch from links join revisions using (account_id) where account_id = $1 and not"
              .formatted(COLUMNS)
          + " deleted and not archived order by created_at desc, id desc limit $2";

  private Statements() {}

  /** {@code statement} with the parameters as JDBC writes them. Each occurs once, in order. */
  public static String forJdbc(String statement) {
    return statement.replaceAll("\\$\\d", "?");
  }
}
