package linkhold.persistence;

import static java.util.stream.Collectors.toSet;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lateral;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.with;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.LinkUrl;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Tags;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Reads the rows that writes concern into the {@link Library} of each account: links and tombstones
 * by URL and by id, and how the account spells tags. Each is looked up by itself in a unique index
 * ({@code lateral … limit 1}), so that one plan is right for any number of them, and for tables of
 * any size.
 */
final class ReadStatement {

  /**
   * The rows to read of an account.
   *
   * @param ids ids of links
   * @param urls URLs of links, and new URLs of links
   * @param tags new tags of links
   */
  record Wanted(
      AccountId account, Collection<Long> ids, Collection<LinkUrl> urls, Collection<Tag> tags) {}

  private record WantedId(AccountId account, long id) {}

  private record WantedUrl(AccountId account, LinkUrl url) {}

  private record WantedTag(AccountId account, Tag tag) {}

  // Columns of the wanted values have the names of the table's columns of the same meaning.
  private static final Links ID = LINKS.as("wanted_id");
  private static final Links URL = LINKS.as("wanted_url");
  private static final Tags KEY = TAGS.as("wanted_key");

  // In a row, after the columns of a link.
  private static final int ACCOUNT = LinkColumns.SIZE + 1;
  private static final int DIGEST = LinkColumns.SIZE + 2;
  private static final int DELETED = LinkColumns.SIZE + 3;
  private static final int SPELLING = LinkColumns.SIZE + 4;

  /** How many parts of the statement for one account name it. */
  private static final int PARTS = 3;

  /** For the rows of one account, which each part of the statement says. */
  private static final Form ONE = new Form(true);

  private static final Form SEVERAL = new Form(false);

  private ReadStatement() {}

  /** Puts what the account has of what is wanted into its library. */
  static void run(DSLContext dsl, Wanted wanted, Library library) {
    dsl.connection(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(ONE.text)) {
        ONE.bind(statement, 1, List.of(wanted));
        try (ResultSet rows = statement.executeQuery()) {
          putAll(rows, Map.of(wanted.account, library));
        }
      }
    });
  }

  /**
   * Locks an account's counter, once nobody else holds it, and reads what is wanted.
   *
   * @param wanted all of the same account
   */
  static Map<AccountId, Library> lockAndRun(DSLContext dsl, List<Wanted> wanted) {
    return lockAndRun(RevisionLock.LOCK, ONE, dsl, wanted);
  }

  /** The same for those of the accounts whose counters nobody else holds. */
  static Map<AccountId, Library> lockFreeAndRun(DSLContext dsl, List<Wanted> wanted) {
    return wanted.stream().map(Wanted::account).distinct().count() == 1
        ? lockAndRun(RevisionLock.LOCK_FREE, ONE, dsl, wanted)
        : lockAndRun(RevisionLock.LOCK_FREE_OF_SEVERAL, SEVERAL, dsl, wanted);
  }

  /**
   * Sends two statements in one round trip; the second sees what was committed before the first had
   * its locks.
   */
  private static Map<AccountId, Library> lockAndRun(
      String lock, Form form, DSLContext dsl, List<Wanted> wanted) {
    return dsl.connectionResult(connection -> {
      Map<AccountId, Library> libraries = new HashMap<>();
      try (PreparedStatement statement = connection.prepareStatement(lock + ";\n" + form.text)) {
        Set<AccountId> accounts = wanted.stream().map(Wanted::account).collect(toSet());
        if (form == ONE) {
          statement.setLong(1, wanted.getFirst().account.value());
        } else {
          RevisionLock.bind(statement, accounts);
        }
        form.bind(statement, 2, wanted);
        statement.execute();
        try (ResultSet locked = statement.getResultSet()) {
          RevisionLock.versions(locked)
              .forEach((account, version) -> libraries.put(account, new Library(version)));
        }
        statement.getMoreResults();
        try (ResultSet rows = statement.getResultSet()) {
          putAll(rows, libraries);
        }
      }
      return libraries;
    });
  }

  /** Puts rows into the libraries of their accounts; those of other accounts are left out. */
  private static void putAll(ResultSet rows, Map<AccountId, Library> libraries)
      throws SQLException {
    while (rows.next()) {
      Library library = libraries.get(new AccountId(rows.getLong(ACCOUNT)));
      if (library != null) {
        put(rows, library);
      }
    }
  }

  private static void put(ResultSet row, Library library) throws SQLException {
    String spelling = row.getString(SPELLING);
    if (spelling != null) {
      library.put(new Tag(spelling));
    } else if (row.getBoolean(DELETED)) {
      Instant deletedAt = ColumnType.TIMESTAMPTZ.read(row, LinkColumns.UPDATED_AT);
      Tombstone tombstone =
          new Tombstone(
              row.getLong(LinkColumns.ID),
              row.getLong(LinkColumns.REVISION),
              Objects.requireNonNull(deletedAt));
      library.put(new StoredLink.Deleted(tombstone, row.getBytes(DIGEST)));
    } else {
      library.put(
          new StoredLink.Live(
              LinkColumns.toLink(row, library.version().epoch()), row.getBytes(DIGEST)));
    }
  }

  /** The columns of a row that is a link or a tombstone. */
  private static List<Field<?>> columns() {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(LINKS));
    columns.addAll(List.of(LINKS.ACCOUNT_ID, LINKS.DIGEST, LINKS.DELETED));
    columns.add(inline((String) null, SQLDataType.CLOB).as("spelling"));
    return columns;
  }

  private static Table<?> found(Condition... place) {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(LINKS));
    columns.addAll(List.of(LINKS.ACCOUNT_ID, LINKS.DIGEST, LINKS.DELETED));
    return lateral(
        select(columns).from(LINKS).where(place).limit(inline(1)).asTable(LINKS.getName()));
  }

  /** The statement for one account, or for several. */
  private static final class Form {

    private final boolean one;
    private final ArrayColumns<WantedId> ids;
    private final ArrayColumns<WantedUrl> urls;
    private final ArrayColumns<WantedTag> keys;
    private final String text;

    Form(boolean one) {
      this.one = one;
      this.ids = accounts(WantedId::account).with("id", ColumnType.INT8, WantedId::id);
      this.urls =
          accounts(WantedUrl::account)
              .with("digest", ColumnType.BYTEA, wanted -> wanted.url.digest());
      this.keys =
          accounts(WantedTag::account).with("key", ColumnType.TEXT, wanted -> wanted.tag.key());
      this.text = DSL.using(SQLDialect.POSTGRES).render(statement());
    }

    private <R> ArrayColumns<R> accounts(Function<R, AccountId> account) {
      ArrayColumns<R> columns = new ArrayColumns<>();
      return one
          ? columns
          : columns.with("account_id", ColumnType.INT8, row -> account.apply(row).value());
    }

    void bind(PreparedStatement statement, int first, List<Wanted> wanted) throws SQLException {
      List<WantedId> wantedIds = new ArrayList<>();
      List<WantedUrl> wantedUrls = new ArrayList<>();
      Set<WantedTag> wantedTags = new LinkedHashSet<>();
      for (Wanted of : wanted) {
        of.ids.stream().distinct().forEach(id -> wantedIds.add(new WantedId(of.account, id)));
        of.urls.forEach(url -> wantedUrls.add(new WantedUrl(of.account, url)));
        of.tags.forEach(tag -> wantedTags.add(new WantedTag(of.account, tag)));
      }
      int next = first;
      ids.bind(statement, next, wantedIds);
      next += ids.size();
      urls.bind(statement, next, wantedUrls);
      next += urls.size();
      keys.bind(statement, next, List.copyOf(wantedTags));
      next += keys.size();
      for (int part = 0; one && part < PARTS; part++) {
        statement.setLong(next + part, wanted.getFirst().account.value());
      }
    }

    private Select<?> statement() {
      return with(ids.as("wanted_id"), urls.as("wanted_url"), keys.as("wanted_key"))
          .select(columns())
          .from(table(name("wanted_id")))
          .crossJoin(found(is(LINKS.ACCOUNT_ID, ID.ACCOUNT_ID), LINKS.ID.eq(ID.ID)))
          .unionAll(
              select(columns())
                  .from(table(name("wanted_url")))
                  .crossJoin(
                      found(is(LINKS.ACCOUNT_ID, URL.ACCOUNT_ID), LINKS.DIGEST.eq(URL.DIGEST))))
          .unionAll(spellings());
    }

    private Condition is(Field<Long> account, Field<Long> wanted) {
      return account.eq(one ? val(0L) : wanted);
    }

    /** How the accounts spell the tags, in rows with the columns of a link. */
    private Select<?> spellings() {
      List<Field<?>> columns = new ArrayList<>();
      for (Field<?> column : LinkColumns.of(LINKS)) {
        columns.add(inline((Object) null, column.getDataType()));
      }
      columns.add(TAGS.ACCOUNT_ID);
      columns.add(inline((byte[]) null, LINKS.DIGEST.getDataType()));
      columns.add(inline((Boolean) null, LINKS.DELETED.getDataType()));
      columns.add(TAGS.NAME);
      return select(columns)
          .from(table(name("wanted_key")))
          .crossJoin(
              lateral(
                  select(TAGS.ACCOUNT_ID, TAGS.NAME)
                      .from(TAGS)
                      .where(is(TAGS.ACCOUNT_ID, KEY.ACCOUNT_ID), TAGS.KEY.eq(KEY.KEY))
                      .limit(inline(1))
                      .asTable(TAGS.getName())));
    }
  }
}
