package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.function;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import linkhold.domain.AccountId;
import linkhold.domain.Change;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one account's links within a transaction: holds the account's counter, puts the rows
 * that the changes are about into a {@link Library}, which applies the domain's rules, and writes
 * down what became of them. However many changes there are, the statements are the same few.
 */
final class AccountEdits {

  private final DSLContext dsl;
  private final AccountId account;
  private final Counter counter;
  private final Spellings spellings;
  private final Library library;

  /** The digests of the rows as they are in the table. */
  private final Map<Long, byte @Nullable []> digests = new HashMap<>();

  private final Set<Tag> known = new HashSet<>();

  /**
   * Locks the account's counter.
   *
   * @throws NotFoundException when the account is not there
   */
  AccountEdits(DSLContext dsl, AccountId account) {
    this.dsl = dsl;
    this.account = account;
    this.counter = Counter.lock(dsl, account);
    this.spellings = new Spellings(dsl, account);
    this.library = new Library(counter.version());
  }

  /**
   * Reads what changes may be about.
   *
   * @param ids the links that are meant by their ids
   * @param urls the URLs by which links are meant, and those that links are to get
   * @param tags the tags that links are to get
   */
  Library read(Collection<Long> ids, Collection<LinkUrl> urls, Collection<Tag> tags) {
    List<Field<?>> columns = new ArrayList<>(LinkRow.columns(LINKS));
    columns.addAll(List.of(LINKS.DIGEST, LINKS.DELETED));
    Field<Long> epoch = val(counter.version().epoch()).as("epoch");
    columns.add(epoch);
    dsl.select(columns)
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(account.value()))
        .and(byId(ids).or(byUrl(urls)))
        .forEach(row -> put(row, epoch));
    for (Tag tag : spellings.of(tags).values()) {
      library.put(tag);
      known.add(tag);
    }
    return library;
  }

  private static Condition byId(Collection<Long> ids) {
    return ids.isEmpty() ? falseCondition() : LINKS.ID.in(ids);
  }

  private static Condition byUrl(Collection<LinkUrl> urls) {
    return urls.isEmpty()
        ? falseCondition()
        : LINKS.DIGEST.in(urls.stream().map(LinkUrl::digest).toList());
  }

  private void put(Record row, Field<Long> epoch) {
    byte[] digest = row.get(LINKS.DIGEST);
    digests.put(row.get(LINKS.ID), digest);
    if (row.get(LINKS.DELETED)) {
      library.put(
          new Tombstone(
              row.get(LINKS.ID), row.get(LINKS.REVISION), row.get(LINKS.UPDATED_AT).toInstant()),
          digest);
    } else {
      library.put(LinkRow.toLink(row, LINKS, epoch), digest);
    }
  }

  /** Writes down what has changed in the library. */
  void write() {
    Version before = counter.version();
    if (library.version().equals(before)) {
      return;
    }
    spellings.remember(library.spellings().stream().filter(tag -> !known.contains(tag)).toList());
    giveUpUrls();
    LinkWriter.write(dsl, library.changesAfter(before.revision()).stream().map(this::row).toList());
    counter.moveTo(library.version());
    counter.store();
  }

  private LinkWriter.Row row(Change change) {
    return switch (change) {
      case Change.Saved(Link link) -> new LinkWriter.Row(account, link);
      case Change.Deleted(long id, _) ->
          new LinkWriter.Row(account, library.tombstone(id).orElseThrow(), library.digest(id));
    };
  }

  /**
   * Takes their URLs from the rows that have another now, so that each may get that of another. A
   * link that is there must have some: until it is written it has its id.
   */
  private void giveUpUrls() {
    List<Long> ids =
        digests.keySet().stream()
            .filter(id -> digests.get(id) != null)
            .filter(id -> !Arrays.equals(digests.get(id), library.digest(id)))
            .toList();
    if (!ids.isEmpty()) {
      Field<byte[]> id = function("int8send", SQLDataType.BLOB, LINKS.ID);
      dsl.update(LINKS)
          .set(LINKS.DIGEST, when(LINKS.DELETED, inline((byte[]) null)).otherwise(id))
          .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.ID.in(ids))
          .execute();
    }
  }
}
