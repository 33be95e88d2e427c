package linkhold.bench.spring;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The links, by Spring Data. */
interface Links extends Repository<LinkEntity, LinkEntity.Key> {

  Optional<LinkEntity> findByAccountIdAndDigest(long accountId, byte[] digest);

  Optional<LinkEntity> findByAccountIdAndIdAndDeletedFalse(long accountId, long id);

  @Query(
      "select l from LinkEntity l where l.accountId = :accountId and not l.deleted"
          + " and not l.archived order by l.createdAt desc, l.id desc")
  List<LinkEntity> newest(long accountId, Limit limit);
}
