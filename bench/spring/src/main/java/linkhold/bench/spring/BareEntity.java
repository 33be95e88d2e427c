package linkhold.bench.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import linkhold.bench.rival.BareRow;

/** A row of {@code bare_links}. */
@Entity
@Table(name = "bare_links")
class BareEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String url = "";

  /** For JPA. */
  protected BareEntity() {}

  BareEntity(String url) {
    this.url = url;
  }

  /** The row as it is sent. */
  BareRow toAnswer() {
    return new BareRow(id, url);
  }
}
