package linkhold.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import linkhold.domain.AccountId;
import linkhold.domain.AccountSummary;
import linkhold.domain.Link;
import linkhold.domain.LinkCount;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkQuery;
import linkhold.domain.LinkStore;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult;
import linkhold.domain.Version;

/** A store that has only the URLs that {@code urls} returns one by one. */
public record FakeLinkStore(Consumer<Consumer<String>> urls) implements LinkStore {

  private static final Version NEW = new Version(1, 0);

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    throw new IllegalStateException("The disk is on fire at /secret/place");
  }

  @Override
  public Optional<Link> find(AccountId account, long id) {
    return Optional.empty();
  }

  @Override
  public Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return Optional.empty();
  }

  @Override
  public LinkPage page(AccountId account, LinkQuery query) {
    throw new IllegalStateException("There are no rows to read.");
  }

  @Override
  public LinkCount count(AccountId account, LinkQuery query, long skipped) {
    return new LinkCount(0, null);
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    throw new NotFoundException("There is no such link.");
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    throw new NotFoundException("There is no such link.");
  }

  @Override
  public Version version(AccountId account) {
    return NEW;
  }

  @Override
  public AccountSummary summary(AccountId account) {
    return AccountSummary.of(NEW, 0, _ -> 0);
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    urls.accept(action);
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    throw new IllegalStateException("There are no rows to read.");
  }
}
