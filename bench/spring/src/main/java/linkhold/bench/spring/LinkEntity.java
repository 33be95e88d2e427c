package linkhold.bench.spring;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import linkhold.bench.rival.Draft;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code links}. */
@Entity
@Table(name = "links")
@IdClass(LinkEntity.Key.class)
@SuppressWarnings("UnusedVariable") // the database gets every field
class LinkEntity {

  /** The key of a link. */
  record Key(long accountId, long id) implements Serializable {}

  @Id
  @Column(name = "account_id")
  private long accountId;

  @Id private long id;
  private byte[] digest = {};
  private boolean deleted;
  private @Nullable String url;
  private @Nullable String title;
  private @Nullable String description;
  private @Nullable String note;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> tags = List.of();

  private boolean unread;
  private boolean archived;
  private boolean favorite;
  private boolean shared;

  @Column(name = "created_at")
  private Instant createdAt = Instant.EPOCH;

  @Column(name = "updated_at")
  private Instant updatedAt = Instant.EPOCH;

  private long revision;
  private String search = "";

  /** For JPA. */
  protected LinkEntity() {}

  /** A new link, whose id is the revision at which it is created. */
  LinkEntity(long accountId, Draft draft, Instant now, long revision) {
    this.accountId = accountId;
    this.id = revision;
    this.digest = draft.url().digest();
    this.createdAt = now;
    merge(draft, now, revision);
  }

  /** Applies the members of the draft that are set. */
  final void merge(Draft draft, Instant now, long newRevision) {
    deleted = false;
    url = url == null ? draft.url().given() : url;
    title = draft.title() == null ? title : draft.title();
    note = draft.note() == null ? note : draft.note();
    search = draft.searchText();
    updatedAt = now;
    revision = newRevision;
  }

  long id() {
    return id;
  }

  long revision() {
    return revision;
  }

  /** The link as it is sent. */
  LinkAnswer toAnswer() {
    return new LinkAnswer(
        id,
        url,
        title,
        description,
        note,
        tags,
        unread,
        archived,
        favorite,
        shared,
        createdAt,
        updatedAt,
        revision);
  }
}
