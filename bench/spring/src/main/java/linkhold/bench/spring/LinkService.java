package linkhold.bench.spring;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import linkhold.bench.rival.Draft;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The operations on links, each in a transaction. */
@Service
class LinkService {

  private final Links links;
  private final Revisions revisions;
  private final EntityManager entities;

  LinkService(Links links, Revisions revisions, EntityManager entities) {
    this.links = links;
    this.revisions = revisions;
    this.entities = entities;
  }

  /** Takes the account's next revision, and creates the link or merges into the existing one. */
  @Transactional
  public LinkEntity save(long account, Draft draft) {
    long revision = revisions.findByAccountId(account).orElseThrow().next();
    Optional<LinkEntity> there = links.findByAccountIdAndDigest(account, draft.url().digest());
    if (there.isPresent()) {
      there.get().merge(draft, Instant.now(), revision);
      return there.get();
    }
    LinkEntity link = new LinkEntity(account, draft, Instant.now(), revision);
    entities.persist(link);
    return link;
  }

  @Transactional(readOnly = true)
  public Optional<LinkEntity> find(long account, long id) {
    return links.findByAccountIdAndIdAndDeletedFalse(account, id);
  }

  @Transactional(readOnly = true)
  public List<LinkEntity> newest(long account, int limit) {
    return links.newest(account, Limit.of(limit));
  }
}
