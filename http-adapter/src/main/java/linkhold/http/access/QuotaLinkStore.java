package linkhold.http.access;

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
import linkhold.domain.Operation;
import linkhold.domain.Precondition;
import linkhold.domain.SaveResult;
import linkhold.domain.Version;

/**
 * Links within a {@link Quota}.
 *
 * @param links where they are kept
 */
public record QuotaLinkStore(LinkStore links, Quota quota) implements LinkStore {

  @Override
  public List<SaveResult> save(AccountId account, List<LinkDraft> drafts) {
    List<Operation> operations =
        drafts.stream()
            .<Operation>map(draft -> new Operation.Save(draft, Precondition.NONE))
            .toList();
    return quota.write(
        account, operations, () -> links.save(account, drafts), _ -> reason -> reason);
  }

  @Override
  public Optional<Link> find(AccountId account, long id) {
    return links.find(account, id);
  }

  @Override
  public Optional<Link> findByUrl(AccountId account, LinkUrl url) {
    return links.findByUrl(account, url);
  }

  @Override
  public LinkPage page(AccountId account, LinkQuery query) {
    return links.page(account, query);
  }

  @Override
  public LinkCount count(AccountId account, LinkQuery query, long skipped) {
    return links.count(account, query, skipped);
  }

  @Override
  public Link update(AccountId account, long id, LinkPatch patch, Precondition precondition) {
    return links.update(account, id, patch, precondition);
  }

  @Override
  public void delete(AccountId account, long id, Precondition precondition) {
    links.delete(account, id, precondition);
  }

  @Override
  public Version version(AccountId account) {
    return links.version(account);
  }

  @Override
  public AccountSummary summary(AccountId account) {
    return links.summary(account);
  }

  @Override
  public void forEachUrl(AccountId account, Consumer<String> action) {
    links.forEachUrl(account, action);
  }

  @Override
  public void forEach(AccountId account, Consumer<Link> action) {
    links.forEach(account, action);
  }
}
