package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;

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
import org.jooq.Field;
import org.jooq.impl.DSL;

final class PostgresLinkStore implements LinkStore {

  /** A part is 8 MiB at most, when all URLs are as long as possible. */
  private static final PartQuery<String> URLS =
      new PartQuery<>(List.of(LINKS.ID, LINKS.URL), LINKS, 1_000, row -> row.getString(2));

  /** A part is no more than a few MiB, unless all links have the longest notes. */
  private static final PartQuery<Link> WHOLE_LINKS =
      new PartQuery<>(
          columnsWithEpoch(),
          LINKS.join(REVISIONS).on(REVISIONS.ACCOUNT_ID.eq(LINKS.ACCOUNT_ID)),
          200,
          row -> LinkColumns.toLink(row, row.getLong(LinkColumns.SIZE + 1)));

  /** How many drafts one statement saves, so that none runs for long. */
  private static final int DRAFTS_PER_SAVE = 1_000;

  private final AccountReads accountReads;
  private final AccountReads inOrder;
  private final AccountQueues turns;
  private final Clock clock;
  private final Reading reading;
  private final SharedSaves saves;
  private final SharedReads reads;
  private final SearchIndexes indexes;
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
      SearchIndexes indexes) {
    this.saves = saves;
    this.reads = reads;
    this.accountReads = accountReads;
    this.inOrder = inOrder;
    this.turns = turns;
    this.clock = clock;
    this.reading = reading;
    this.indexes = indexes;
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
    long reached = 0;
    for (SaveResult result : results) {
      if (result instanceof SaveResult.Saved(_, Link link)) {
        reached = Math.max(reached, link.revision());
      }
    }
    indexes.reached(account, reached);
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
    if (PageQuery.isByLetters(account, query)) {
      indexes.searchedByLetters(account, page.version().revision());
    } else if (!PageQuery.isPlain(query)) {
      indexes.reached(account, page.version().revision());
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
    URLS.forEach(inOrder, account, action);
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    WHOLE_LINKS.forEach(inOrder, account, action);
  }

  private static List<Field<?>> columnsWithEpoch() {
    List<Field<?>> columns = new ArrayList<>(LinkColumns.of(LINKS));
    columns.add(REVISIONS.EPOCH);
    return columns;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
