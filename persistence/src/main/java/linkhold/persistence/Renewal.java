package linkhold.persistence;

import static java.util.Comparator.comparingLong;
import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.NUMBERED_TAGS;
import static linkhold.persistence.schema.Tables.RENEWALS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import linkhold.domain.AccountId;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkRenewal;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.domain.Version;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Computes again the stored columns that are derived from links: the digests of canonical URLs, the
 * searched texts and the keys of tags, for links that were written under other rules or by a server
 * of another version. Links that have become one are merged ({@link LinkRenewal}), which takes
 * revisions, so that every device receives it; so do a URL that is escaped for every platform and a
 * tag with a new spelling. All else takes none, since no client sees it.
 *
 * <p>It works through each account in the order of its revisions, some rows at a time, each time in
 * a transaction that holds the account's counter and nothing else, and notes how far it has come.
 * So it can be interrupted anywhere, several servers may run it at once, and rows that an older
 * server writes meanwhile are compared the next time.
 */
final class Renewal {

  private static final Logger LOG = System.getLogger(Renewal.class.getName());

  private static final int ROWS_AT_A_TIME = 500;
  private static final int ACCOUNTS_AT_A_TIME = 100;

  private final NodeReads nodes;
  private final AccountQueues turns;
  private final Clock clock;
  private final SearchIndexes indexes;
  private final byte[] rules = LinkUrl.rules();
  private volatile boolean ended;

  Renewal(NodeReads nodes, AccountQueues turns, Clock clock, SearchIndexes indexes) {
    this.indexes = indexes;
    this.nodes = nodes;
    this.turns = turns;
    this.clock = clock;
  }

  /** Ends after the transaction under way. */
  void end() {
    ended = true;
  }

  /**
   * An account of which something has changed since it was last compared.
   *
   * @param revision its revision now: what is written later is left to the next run, or an import
   *     would be followed to its end
   */
  private record Due(AccountId account, long revision) {}

  /** Compares all that has changed since it was last compared; how many rows were written. */
  long run() {
    AtomicLong written = new AtomicLong();
    nodes.each(node -> renew(node, written));
    return written.get();
  }

  /** Compares what a machine has. */
  private void renew(NodeReads.Node node, AtomicLong written) {
    List<Due> some = due(node, 0);
    while (!some.isEmpty() && !ended) {
      for (Due due : some) {
        written.addAndGet(renew(due));
      }
      some = due(node, some.getLast().account().value());
    }
  }

  private long renew(Due due) {
    long written = 0;
    long more = 0;
    while (more >= 0 && !ended) {
      more = turns.transaction(due.account(), dsl -> renewSome(dsl, due));
      written += Math.max(0, more);
    }
    if (written > 0) {
      long id = due.account().value();
      LOG.log(Level.INFO, "Computed {0} links of account {1} again", written, id);
    }
    if (!ended) {
      indexes.tidy(due.account(), due.revision());
    }
    return written;
  }

  /** The first accounts after one that have changed. */
  private List<Due> due(NodeReads.Node node, long after) {
    return node
        .fetch(dsl ->
            dsl.select(REVISIONS.ACCOUNT_ID, REVISIONS.REVISION)
                .from(REVISIONS)
                .leftJoin(RENEWALS)
                .on(RENEWALS.ACCOUNT_ID.eq(REVISIONS.ACCOUNT_ID))
                .where(REVISIONS.ACCOUNT_ID.gt(after))
                .and(
                    RENEWALS
                        .RULES
                        .isDistinctFrom(rules)
                        .or(RENEWALS.THROUGH.lt(REVISIONS.REVISION)))
                .orderBy(REVISIONS.ACCOUNT_ID)
                .limit(ACCOUNTS_AT_A_TIME))
        .stream()
        .map(row ->
            new Due(new AccountId(row.get(REVISIONS.ACCOUNT_ID)), row.get(REVISIONS.REVISION)))
        .sorted(comparingLong(due -> due.account().value()))
        .limit(ACCOUNTS_AT_A_TIME)
        .toList();
  }

  /** How many rows were written; -1 when the account is done. */
  private long renewSome(DSLContext dsl, Due due) {
    AccountId account = due.account();
    Version version = lock(dsl, account);
    if (version == null) {
      return -1;
    }
    long through = through(dsl, account);
    if (through < 0) {
      renewTags(dsl, account);
      through = 0;
    }
    Condition some = LINKS.REVISION.gt(through).and(LINKS.REVISION.le(due.revision()));
    List<LinkRenewal.Row> rows = read(dsl, account, version, some, ROWS_AT_A_TIME);
    long written = write(dsl, account, version, rows);
    boolean done = rows.size() < ROWS_AT_A_TIME;
    note(dsl, account, done ? due.revision() : rows.getLast().stored().revision());
    return done && written == 0 ? -1 : written;
  }

  private static @Nullable Version lock(DSLContext dsl, AccountId account) {
    try {
      return RevisionLock.lock(dsl, account);
    } catch (NotFoundException e) {
      return null; // removed meanwhile
    }
  }

  /** The revision up to which the account was compared by these rules; -1 when it was not begun. */
  private long through(DSLContext dsl, AccountId account) {
    return dsl.select(RENEWALS.THROUGH)
        .from(RENEWALS)
        .where(RENEWALS.ACCOUNT_ID.eq(account.value()), RENEWALS.RULES.eq(rules))
        .fetchOptional(RENEWALS.THROUGH)
        .orElse(-1L);
  }

  private void note(DSLContext dsl, AccountId account, long through) {
    dsl.insertInto(RENEWALS, RENEWALS.ACCOUNT_ID, RENEWALS.RULES, RENEWALS.THROUGH)
        .values(account.value(), rules, through)
        .onConflict(RENEWALS.ACCOUNT_ID)
        .doUpdate()
        .setAllToExcluded()
        .execute();
  }

  /** Computes the keys of the account's tags; of tags that are now the same, one spelling stays. */
  private static void renewTags(DSLContext dsl, AccountId account) {
    Map<String, String> names = new TreeMap<>();
    Map<String, String> stored = new TreeMap<>();
    dsl.select(TAGS.KEY, TAGS.NAME)
        .from(TAGS)
        .where(TAGS.ACCOUNT_ID.eq(account.value()))
        .orderBy(TAGS.KEY)
        .forEach(row -> stored.put(row.value1(), row.value2()));
    stored.forEach((key, name) ->
        tag(name)
            .ifPresent(tag -> {
              if (key.equals(tag.key())) {
                names.put(key, tag.name());
              } else {
                names.putIfAbsent(tag.key(), tag.name());
              }
            }));
    stored.forEach((key, name) -> {
      if (!name.equals(names.get(key))) {
        dsl.deleteFrom(TAGS).where(TAGS.ACCOUNT_ID.eq(account.value()), TAGS.KEY.eq(key)).execute();
        tag(name).ifPresent(tag -> renumber(dsl, account, key, tag.key()));
      }
    });
    names.forEach((key, name) -> {
      if (!name.equals(stored.get(key))) {
        dsl.insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
            .values(account.value(), key, name)
            .execute();
      }
    });
  }

  private static void renumber(DSLContext dsl, AccountId account, String key, String newKey) {
    Condition own = NUMBERED_TAGS.ACCOUNT_ID.eq(account.value());
    if (dsl.fetchExists(NUMBERED_TAGS, own.and(NUMBERED_TAGS.KEY.eq(newKey)))) {
      if (!key.equals(newKey)) {
        dsl.deleteFrom(NUMBERED_TAGS).where(own, NUMBERED_TAGS.KEY.eq(key)).execute();
      }
    } else {
      dsl.update(NUMBERED_TAGS)
          .set(NUMBERED_TAGS.KEY, newKey)
          .where(own, NUMBERED_TAGS.KEY.eq(key))
          .execute();
    }
  }

  private static Optional<Tag> tag(String name) {
    try {
      return Optional.of(new Tag(name));
    } catch (InvalidInputException e) {
      return Optional.empty(); // an invisible tag, which older servers accepted
    }
  }

  private List<LinkRenewal.Row> read(
      DSLContext dsl, AccountId account, Version version, Condition which, int limit) {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(LINKS));
    columns.addAll(List.of(LINKS.DIGEST, LINKS.TAG_KEYS, LINKS.SEARCH));
    List<Record> rows =
        new ArrayList<>(
            dsl.select(columns)
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(account.value()))
                .andNot(LINKS.DELETED)
                .and(which)
                .orderBy(LINKS.REVISION)
                .limit(limit)
                .fetch());
    Set<Tag> tags = new HashSet<>();
    List<Link> links = new ArrayList<>();
    for (Record row : rows) {
      Link link = LinkColumns.toLink(row, LINKS, version.epoch());
      links.add(link);
      tags.addAll(link.tags());
    }
    Map<String, Tag> spellings = new Spellings(dsl, account).of(tags);
    List<LinkRenewal.Row> renewed = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      renewed.add(renewed(rows.get(i), links.get(i), spellings));
    }
    return renewed;
  }

  private static LinkRenewal.Row renewed(Record row, Link stored, Map<String, Tag> spellings) {
    Map<String, Tag> tags = new LinkedHashMap<>();
    stored
        .tags()
        .forEach(tag -> tags.putIfAbsent(tag.key(), spellings.getOrDefault(tag.key(), tag)));
    LinkUrl url = LinkUrl.kept(stored.url());
    Link link = stored.toBuilder().url(url.given()).tags(List.copyOf(tags.values())).build();
    boolean seen =
        !link.url().equals(stored.url())
            || !Arrays.equals(LinkColumns.texts(link, Tag::name), row.get(LINKS.TAGS));
    byte[] digest = row.get(LINKS.DIGEST);
    boolean any =
        seen
            || !Arrays.equals(digest, url.digest())
            || !Arrays.equals(LinkColumns.texts(link, Tag::key), row.get(LINKS.TAG_KEYS))
            || !SearchText.of(link).equals(row.get(LINKS.SEARCH));
    return new LinkRenewal.Row(stored, digest, link, seen, any);
  }

  /** Writes the rows that differ, with those that have their new URLs; returns how many. */
  private long write(
      DSLContext dsl, AccountId account, Version before, List<LinkRenewal.Row> some) {
    Map<Long, LinkRenewal.Row> rows = new TreeMap<>();
    some.stream().filter(LinkRenewal.Row::any).forEach(row -> rows.put(row.stored().id(), row));
    if (rows.isEmpty()) {
      return 0;
    }
    addHolders(dsl, account, before, rows);
    Library.Modifications modifications =
        LinkRenewal.of(
            before,
            rows.values(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            digests -> tombstonesOf(dsl, account, digests));
    if (modifications.rows().isEmpty()) {
      return 0;
    }
    WriteStatement.run(dsl, Map.of(account, modifications));
    SearchIndexes.renewed(dsl, account, rows.keySet());
    return modifications.rows().size();
  }

  /** Adds the rows that have the new URLs of others, and so on. */
  private void addHolders(
      DSLContext dsl, AccountId account, Version version, Map<Long, LinkRenewal.Row> rows) {
    Set<String> known = new HashSet<>();
    while (true) {
      Set<String> wanted = new HashSet<>();
      rows.values().stream()
          .filter(LinkRenewal.Row::moves)
          .map(LinkRenewal.Row::digest)
          .forEach(wanted::add);
      wanted.removeAll(known);
      if (wanted.isEmpty()) {
        return;
      }
      known.addAll(wanted);
      read(dsl, account, version, LINKS.DIGEST.in(bytes(wanted)), Integer.MAX_VALUE)
          .forEach(row -> rows.putIfAbsent(row.stored().id(), row));
    }
  }

  private static List<Long> tombstonesOf(
      DSLContext dsl, AccountId account, Collection<String> digests) {
    return dsl.select(LINKS.ID)
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(account.value()), LINKS.DIGEST.in(bytes(digests)))
        .and(LINKS.DELETED)
        .fetch(LINKS.ID);
  }

  private static List<byte[]> bytes(Collection<String> digests) {
    return digests.stream().map(HexFormat.of()::parseHex).toList();
  }
}
