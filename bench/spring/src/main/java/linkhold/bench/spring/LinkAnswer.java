package linkhold.bench.spring;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A link in JSON. */
record LinkAnswer(
    long id,
    @Nullable String url,
    @Nullable String title,
    @Nullable String description,
    @Nullable String note,
    List<String> tags,
    boolean unread,
    boolean archived,
    boolean favorite,
    boolean shared,
    Instant createdAt,
    Instant updatedAt,
    long revision) {

  /** A page of links. */
  record Page(List<LinkAnswer> items, @Nullable String next) {}
}
