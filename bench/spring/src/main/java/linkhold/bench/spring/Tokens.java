package linkhold.bench.spring;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The tokens, by Spring Data. */
interface Tokens extends Repository<TokenEntity, Long> {

  Optional<TokenEntity> findByDigest(byte[] digest);
}
