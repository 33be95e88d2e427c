package linkhold.bench.spring;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The bare rows, by Spring Data. */
interface BareEntities extends Repository<BareEntity, Long> {

  BareEntity save(BareEntity row);

  Optional<BareEntity> findById(long id);

  @Query("select b from BareEntity b order by b.id desc")
  List<BareEntity> newest(Limit limit);

  @Query("select b.url from BareEntity b order by b.id")
  List<String> urls(Limit limit);
}
