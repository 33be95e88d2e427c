package linkhold.persistence;

import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.val;

import java.util.Collection;
import java.util.Map;
import linkhold.domain.AccountId;
import linkhold.domain.Tag;
import org.jooq.DSLContext;
import org.jooq.Table;

/** How an account spells its tags; the caller holds the account's {@link RevisionLock}. */
final class Spellings {

  private final DSLContext dsl;
  private final AccountId account;

  Spellings(DSLContext dsl, AccountId account) {
    this.dsl = dsl;
    this.account = account;
  }

  /** The account's spellings of those of {@code tags} that it has written before, by their keys. */
  Map<String, Tag> of(Collection<Tag> tags) {
    if (tags.isEmpty()) {
      return Map.of();
    }
    String[] keys = tags.stream().map(Tag::key).distinct().toArray(String[]::new);
    return dsl.select(TAGS.KEY, TAGS.NAME)
        .from(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.eq(any(val(keys))))
        .fetchMap(TAGS.KEY, row -> new Tag(row.value2()));
  }

  /** Stores the spellings of tags that the account has not written before. */
  void remember(Collection<Tag> tags) {
    if (tags.isEmpty()) {
      return;
    }
    String[] keys = tags.stream().map(Tag::key).toArray(String[]::new);
    String[] names = tags.stream().map(Tag::name).toArray(String[]::new);
    Table<?> given = table("unnest({0}, {1})", val(keys), val(names)).as("given", "key", "name");
    dsl.insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
        .select(
            select(
                    REVISIONS.ACCOUNT_ID,
                    field(name("given", "key"), TAGS.KEY.getDataType()),
                    field(name("given", "name"), TAGS.NAME.getDataType()))
                .from(given)
                .crossJoin(REVISIONS) // by which Citus knows the one machine of all these rows
                .where(REVISIONS.ACCOUNT_ID.eq(account.value())))
        .onConflictDoNothing()
        .execute();
  }

  /** Forgets how the account spelled a tag. */
  void forget(Tag tag) {
    dsl.deleteFrom(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.eq(tag.key()))
        .execute();
  }
}
