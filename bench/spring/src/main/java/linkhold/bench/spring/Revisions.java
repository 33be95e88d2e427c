package linkhold.bench.spring;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/** The counters, by Spring Data. */
interface Revisions extends Repository<RevisionEntity, Long> {

  /** The account's counter, locked until the transaction ends. */
  @Lock(LockModeType.PESSIMISTIC_WRITE)
  Optional<RevisionEntity> findByAccountId(long accountId);
}
