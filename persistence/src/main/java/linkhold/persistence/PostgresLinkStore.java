package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.AccountSummary;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult;
import linkhold.domain.Version;
import linkhold.persistence.sharing.SharingCounts;
import org.jooq.Select;
import org.jooq.impl.DSL;

final class PostgresLinkStore implements LinkStore {

  /**
   * How many links are read at a time: no more than a few MiB, unless all have the longest notes.
   */
  private static final int LINKS_PER_READ = 200;

  /** How many URLs are read at a time: 8 MiB of the longest ones. */
  private static final int URLS_PER_READ = 1_000;

  /** How many drafts one statement saves, so that none runs for long. */
  private static final int DRAFTS_PER_SAVE = 1_000;

  /** The URLs of an account's links after an id. */
  private static final RenderedQuery URLS_AFTER = RenderedQuery.of(urlsAfter());

  /** An account's links after an id. */
  private static final RenderedQuery LINKS_AFTER = RenderedQuery.of(linksAfter());

  private final AccountReads accountReads;
  private final AccountReads inOrder;
  private final AccountQueues turns;
  private final Clock clock;
  private final Reading reading;
  private final SharedSaves saves;
  private final SharedReads reads;
  private final LetterIndex letters;
  private final PageQuery pages = new PageQuery();

  /**
   * Keeps links.
   *
   * @param accountReads for what reads many links
   * @param inOrder for lists and pages that are read in the order of an index, for which a generic
   *     plan is right
   */
  PostgresLinkStore(
      SharedSaves saves,
      SharedReads reads,
      AccountReads accountReads,
      AccountReads inOrder,
      AccountQueues turns,
      Clock clock,
      Reading reading,
      LetterIndex letters) {
    this.saves = saves;
    this.reads = reads;
    this.accountReads = accountReads;
    this.inOrder = inOrder;
    this.turns = turns;
    this.clock = clock;
    this.reading = reading;
    this.letters = letters;
  }

  /** The counters of shared calls, by the names of their kinds. */
  Stream<Map.Entry<String, SharingCounts>> sharing() {
    return Stream.of(reads.counts(), saves.counts()).flatMap(counts -> counts.entrySet().stream());
  }

  /**
   * Refuses new saves and reads of single links, and returns once all are answered or the time
   * limit is over.
   */
  void close(Duration limit) {
    saves.close(limit);
    reads.close(limit);
  }

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    Instant now = now();
    List<SaveResult> results = new ArrayList<>(drafts.size());
    while (results.size() < drafts.size()) {
      List<AccountDraft> next =
          distinctUrls(drafts.subList(results.size(), drafts.size())).stream()
              .map(draft -> new AccountDraft(account, draft.with(reading), now))
              .toList();
      results.addAll(saves.save(account, next));
    }
    return results;
  }

  /** The longest beginning of {@code drafts} without a repeated URL. */
  private static List<LinkDraft> distinctUrls(List<LinkDraft> drafts) {
    Set<String> urls = new HashSet<>();
    int count = 0;
    while (count < Math.min(drafts.size(), DRAFTS_PER_SAVE)
        && urls.add(drafts.get(count).url().canonical())) {
      count++;
    }
    return drafts.subList(0, count);
  }

  @Override
  public Optional<Link> find(AccountId account, long id) {
    return reads.find(account, id);
  }

  @Override
  public Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return reads.findByUrl(account, url);
  }

  @Override
  public LinkPage page(AccountId account, LinkQuery query) {
    AccountReads suited = PageQuery.isPlain(query) ? inOrder : accountReads;
    LinkPage page = suited.read(account, dsl -> pages.run(dsl, account, query));
    if (PageQuery.isByLetters(query)) {
      letters.searched(account, page.version().revision());
    }
    return page;
  }

  @Override
  public LinkCount count(AccountId account, LinkQuery query, long skipped) {
    return PageQuery.isPlain(query)
        ? accountReads.read(account, dsl -> PageQuery.count(dsl, account, query, skipped))
        : accountReads.readPlanned(account, dsl -> PageQuery.count(dsl, account, query, skipped));
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    return turns.transaction(
        account,
        dsl -> {
          List<LinkUrl> urls = patch.url() == null ? List.of() : List.of(patch.url());
          LinkEdits edits =
              LinkEdits.of(
                  dsl,
                  List.of(new ReadStatement.Wanted(account, List.of(id), urls, patch.givenTags())));
          Link link = edits.library(account).update(id, patch, precondition, now());
          edits.writeAndCommit();
          return link;
        });
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    turns.run(
        account,
        dsl -> {
          LinkEdits edits =
              LinkEdits.of(
                  dsl,
                  List.of(new ReadStatement.Wanted(account, List.of(id), List.of(), List.of())));
          edits.library(account).delete(id, precondition, now());
          edits.writeAndCommit();
        });
  }

  @Override
  public Version version(AccountId account) {
    return reads.version(account).orElseThrow(RevisionLock::noAccount);
  }

  @Override
  public AccountSummary summary(AccountId account) {
    return accountReads
        .read(
            account,
            dsl ->
                dsl.select(REVISIONS.EPOCH, REVISIONS.REVISION, DSL.count(LINKS.ID))
                    .select(
                        Stream.of(LinkFlag.values())
                            .map(flag ->
                                DSL.count().filterWhere(LinkColumns.of(flag)).as(flag.text()))
                            .toList())
                    .from(REVISIONS)
                    .leftJoin(LINKS)
                    .on(LINKS.ACCOUNT_ID.eq(REVISIONS.ACCOUNT_ID))
                    .andNot(LINKS.DELETED)
                    .where(REVISIONS.ACCOUNT_ID.eq(account.value()))
                    .groupBy(REVISIONS.EPOCH, REVISIONS.REVISION)
                    .fetchOptional(row ->
                        AccountSummary.of(
                            new Version(row.get(REVISIONS.EPOCH), row.get(REVISIONS.REVISION)),
                            row.get(DSL.count(LINKS.ID)),
                            flag -> row.get(flag.text(), Long.class))))
        .orElseThrow(RevisionLock::noAccount);
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    Part.forEach(
        after -> read(account, URLS_AFTER, PostgresLinkStore::urls, after, URLS_PER_READ), action);
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    Part.forEach(
        after -> read(account, LINKS_AFTER, PostgresLinkStore::links, after, LINKS_PER_READ),
        action);
  }

  private <T> T read(
      AccountId account, RenderedQuery query, RenderedQuery.Reader<T> reader, long... more) {
    long[] values =
        LongStream.concat(LongStream.of(account.value()), LongStream.of(more)).toArray();
    return inOrder.read(account, dsl -> query.run(dsl, reader, values));
  }

  private static Select<?> urlsAfter() {
    return select(LINKS.ID, LINKS.URL)
        .from(LINKS)
        .where(LINKS.ACCOUNT_ID.eq(val(0L)), LINKS.ID.gt(val(0L)))
        .andNot(LINKS.DELETED)
        .orderBy(LINKS.ID)
        .limit(val(0L));
  }

  private static Part<String> urls(ResultSet rows) throws SQLException {
    List<String> urls = new ArrayList<>(URLS_PER_READ);
    long last = 0;
    while (rows.next()) {
      last = rows.getLong(1);
      urls.add(rows.getString(2));
    }
    return new Part<>(urls, last, urls.size() < URLS_PER_READ);
  }

  private static Select<?> linksAfter() {
    return select(LinkColumns.of(LINKS))
        .select(REVISIONS.EPOCH)
        .from(LINKS)
        .join(REVISIONS)
        .on(REVISIONS.ACCOUNT_ID.eq(LINKS.ACCOUNT_ID))
        .where(LINKS.ACCOUNT_ID.eq(val(0L)), LINKS.ID.gt(val(0L)))
        .andNot(LINKS.DELETED)
        .orderBy(LINKS.ID)
        .limit(val(0L));
  }

  private static Part<Link> links(ResultSet rows) throws SQLException {
    List<Link> links = new ArrayList<>(LINKS_PER_READ);
    while (rows.next()) {
      links.add(LinkColumns.toLink(rows, rows.getLong(LinkColumns.SIZE + 1)));
    }
    boolean isLast = links.size() < LINKS_PER_READ;
    return new Part<>(links, links.isEmpty() ? 0 : links.getLast().id(), isLast);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
