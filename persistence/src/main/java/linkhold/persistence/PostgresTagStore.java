package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.TagStore;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

final class PostgresTagStore implements TagStore {

  /** How many links are changed by one statement; a few MiB of usual ones. */
  private static final int LINKS_PER_CHANGE = 1_000;

  private final AccountReads reads;
  private final AccountQueues turns;
  private final Clock clock;

  PostgresTagStore(AccountReads reads, AccountQueues turns, Clock clock) {
    this.reads = reads;
    this.turns = turns;
    this.clock = clock;
  }

  @Override
  public List<TagCount> list(AccountId account) {
    return reads.read(
        account,
        dsl -> {
          if (!dsl.fetchExists(REVISIONS, REVISIONS.ACCOUNT_ID.eq(account.value()))) {
            throw RevisionLock.noAccount();
          }
          return dsl.select(TAGS.NAME, count())
              .from(LINKS)
              .join(TAGS)
              .on(TAGS.ACCOUNT_ID.eq(LINKS.ACCOUNT_ID), TAGS.KEY.eq(any(LINKS.TAG_KEYS)))
              .where(LINKS.ACCOUNT_ID.eq(account.value()))
              .andNot(LINKS.DELETED)
              .groupBy(TAGS.NAME)
              .orderBy(TAGS.NAME.collate("C"))
              .fetch(row -> new TagCount(new Tag(row.value1()), row.value2()));
        });
  }

  @Override
  public TagCount rename(AccountId account, Tag tag, Tag newName) {
    return turns.transaction(
        account,
        dsl -> {
          Version version = RevisionLock.lock(dsl, account);
          Spellings spellings = new Spellings(dsl, account);
          boolean taken = linksWith(dsl, account, newName) > 0;
          Tag there = spellings.of(List.of(newName)).getOrDefault(newName.key(), newName);
          boolean tagged = linksWith(dsl, account, tag) > 0;
          Tag target = Library.renamed(tag, newName, there, tagged, taken);
          if (tagged) {
            spellings.forget(tag);
            spellings.forget(target);
            spellings.remember(List.of(target));
            replace(dsl, account, version, tag, target);
          }
          return new TagCount(target, linksWith(dsl, account, target));
        });
  }

  @Override
  public void remove(AccountId account, Tag tag) {
    turns.run(account, dsl -> remove(dsl, account, RevisionLock.lock(dsl, account), tag));
  }

  /** Removes a tag in the transaction of a caller that holds the account's counter. */
  void remove(DSLContext dsl, AccountId account, Version version, Tag tag) {
    new Spellings(dsl, account).forget(tag);
    replace(dsl, account, version, tag, null);
  }

  /** Replaces a tag on every link, or removes it, a part of the links at a time. */
  private void replace(
      DSLContext dsl, AccountId account, Version locked, Tag tag, @Nullable Tag other) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Version version = locked;
    long last = 0;
    Result<?> rows;
    do {
      rows =
          dsl.select(LinkColumns.of(LINKS))
              .select(LINKS.DIGEST)
              .from(LINKS)
              .where(having(account, tag), LINKS.ID.gt(last))
              .orderBy(LINKS.ID)
              .limit(LINKS_PER_CHANGE)
              .fetch();
      Library library = new Library(version);
      for (Record row : rows) {
        Link link = LinkColumns.toLink(row, LINKS, version.epoch());
        library.put(new StoredLink.Live(link, row.get(LINKS.DIGEST)));
        last = link.id();
      }
      library.replace(tag, other, now);
      WriteStatement.run(dsl, Map.of(account, library.modifications()));
      version = library.version();
    } while (rows.size() == LINKS_PER_CHANGE);
  }

  private static long linksWith(DSLContext dsl, AccountId account, Tag tag) {
    return dsl.fetchCount(LINKS, having(account, tag));
  }

  private static Condition having(AccountId account, Tag tag) {
    return LINKS
        .ACCOUNT_ID
        .eq(account.value())
        .andNot(LINKS.DELETED)
        .and(WordIndex.tagged(account, tag.key()));
  }
}
