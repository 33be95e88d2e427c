package linkhold.persistence;

import static linkhold.persistence.schema.Tables.TAGS;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import linkhold.domain.AccountId;
import linkhold.domain.Tag;
import org.jooq.DSLContext;

/** How an account spells its tags; the caller holds the account's {@link Counter}. */
final class Spellings {

  private final DSLContext dsl;
  private final AccountId account;

  Spellings(DSLContext dsl, AccountId account) {
    this.dsl = dsl;
    this.account = account;
  }

  /** The account's spellings of those of {@code tags} that it has written before, by their keys. */
  Map<String, Tag> of(Collection<Tag> tags) {
    List<String> keys = tags.stream().map(Tag::key).toList();
    return dsl.select(TAGS.KEY, TAGS.NAME)
        .from(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.in(keys))
        .fetchMap(TAGS.KEY, row -> new Tag(row.value2()));
  }

  /** Remembers the spellings of tags that the account has not written before. */
  void remember(Collection<Tag> tags) {
    for (Tag tag : tags) {
      dsl.insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
          .values(account.value(), tag.key(), tag.name())
          .onConflictDoNothing()
          .execute();
    }
  }

  /** Forgets how the account spelled a tag. */
  void forget(Tag tag) {
    dsl.deleteFrom(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.eq(tag.key()))
        .execute();
  }
}
