package linkhold.domain.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.AccountSummary;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkDraft.Reading;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.Tombstone;
import linkhold.domain.Version;
import linkhold.domain.storage.Storage.Tables;

/** Links as rows. */
final class DerivedLinks implements LinkStore {

  private final Rows rows;
  private final Reading reading;

  DerivedLinks(Rows rows, Reading reading) {
    this.rows = rows;
    this.reading = reading;
  }

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    return rows.write(
        account,
        (tables, row) -> {
          List<LinkUrl> urls = drafts.stream().map(LinkDraft::url).toList();
          List<Tag> tags = new ArrayList<>();
          for (LinkDraft draft : drafts) {
            List<Tag> given = draft.fields().tags();
            tags.addAll(given == null ? List.of() : given);
          }
          Library library = Rows.library(tables, row, List.of(), urls, tags);
          List<SaveResult> results =
              drafts.stream().map(draft -> library.save(draft.with(reading), rows.now())).toList();
          Rows.write(tables, row, library);
          return results;
        });
  }

  @Override
  public Optional<Link> find(AccountId account, long id) {
    return rows.read(tables -> link(tables.byIds(account, List.of(id))));
  }

  @Override
  public Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return rows.read(tables -> link(tables.byUrls(account, List.of(url))));
  }

  private static Optional<Link> link(List<StoredLink> rows) {
    return rows.stream()
        .filter(StoredLink.Live.class::isInstance)
        .map(row -> ((StoredLink.Live) row).link())
        .findFirst();
  }

  @Override
  public LinkPage page(AccountId account, LinkQuery query) {
    return rows.read(
        account,
        (tables, row) -> {
          List<Link> links = tables.page(account, query);
          boolean more = links.size() > query.limit();
          return new LinkPage(row.version(), more ? links.subList(0, query.limit()) : links, more);
        });
  }

  @Override
  public LinkCount count(AccountId account, LinkQuery query, long skipped) {
    return rows.read(account, (tables, _) -> tables.count(account, query, skipped));
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    List<LinkUrl> urls = patch.url() == null ? List.of() : List.of(patch.url());
    return rows.write(
        account,
        (tables, row) -> {
          Library library = Rows.library(tables, row, List.of(id), urls, patch.givenTags());
          Link link = library.update(id, patch, precondition, rows.now());
          Rows.write(tables, row, library);
          return link;
        });
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    rows.write(
        account,
        (tables, row) -> {
          Library library = Rows.library(tables, row, List.of(id), List.of(), List.of());
          Tombstone tombstone = library.delete(id, precondition, rows.now());
          Rows.write(tables, row, library);
          return tombstone;
        });
  }

  @Override
  public Version version(AccountId account) {
    return rows.read(account, (_, row) -> row.version());
  }

  @Override
  public AccountSummary summary(AccountId account) {
    return rows.read(account, Tables::summary);
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    forEach(account, link -> action.accept(link.url()));
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    long[] last = {0};
    List<StoredLink> chunk;
    do {
      chunk = rows.read(tables -> tables.byId(account, last[0], Tables.ROWS));
      for (StoredLink row : chunk) {
        last[0] = row.id();
        if (row instanceof StoredLink.Live(Link link, _)) {
          action.accept(link);
        }
      }
    } while (!chunk.isEmpty());
  }
}
