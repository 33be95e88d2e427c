package linkhold.bench.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code tokens}. */
@Entity
@Table(name = "tokens")
class TokenEntity {

  @Id private long id;

  @Column(name = "account_id")
  private long accountId;

  @SuppressWarnings("UnusedVariable") // used in a query
  private byte[] digest = {};

  /** For JPA. */
  protected TokenEntity() {}

  long accountId() {
    return accountId;
  }
}
