package linkhold.bench.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code revisions}: an account's counter. */
@Entity
@Table(name = "revisions")
class RevisionEntity {

  @Id
  @Column(name = "account_id")
  private long accountId;

  private long epoch;
  private long revision;

  /** For JPA. */
  protected RevisionEntity() {}

  /** Takes the next revision. */
  long next() {
    return ++revision;
  }

  long epoch() {
    return epoch;
  }

  long accountId() {
    return accountId;
  }
}
