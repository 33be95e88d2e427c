package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Brings links that were written under other rules ({@link LinkUrl#rules}) to the present ones.
 * Links that now have the same URL are merged ({@link LinkMerge}). A change that clients see takes
 * a revision. A store passes in the links that differ and the links that have their new URLs, and
 * writes the result.
 */
public final class LinkRenewal {

  private LinkRenewal() {}

  /**
   * A link as it is stored, and as it is by the present rules.
   *
   * @param storedDigest the digest that the store has for it
   * @param seen whether clients see a difference
   * @param any whether anything differs that the store keeps
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Row(Link stored, byte[] storedDigest, Link link, boolean seen, boolean any) {

    /** The digest of its URL, in hexadecimal digits. */
    public String digest() {
      return HexFormat.of().formatHex(LinkUrl.kept(link.url()).digest());
    }

    /** The stored digest, in hexadecimal digits. */
    public String formerDigest() {
      return HexFormat.of().formatHex(storedDigest);
    }

    /** Whether its URL has another digest than before. */
    public boolean moves() {
      return !digest().equals(formerDigest());
    }
  }

  /**
   * What to write.
   *
   * @param before the account's version
   * @param rows by id
   * @param tombstones the ids of tombstones that have one of these digests
   */
  public static Library.Modifications of(
      Version before,
      Collection<Row> rows,
      Instant now,
      Function<Set<String>, List<Long>> tombstones) {
    Map<String, List<Row>> byDigest = new LinkedHashMap<>();
    rows.forEach(row -> byDigest.computeIfAbsent(row.digest(), _ -> new ArrayList<>()).add(row));
    Map<String, Link> merged = merged(byDigest);
    long revision = before.revision();
    List<StoredLink> written = new ArrayList<>();
    List<Long> freed = new ArrayList<>();
    for (Map.Entry<String, Link> group : merged.entrySet()) {
      List<Row> parts = Objects.requireNonNull(byDigest.get(group.getKey()));
      byte[] digest = HexFormat.of().parseHex(group.getKey());
      Row first = parts.getFirst();
      Link link = group.getValue();
      if (parts.size() > 1 || first.seen()) {
        link = link.changed(new Version(before.epoch(), ++revision), now);
      }
      if (parts.size() > 1 || first.any()) {
        written.add(new StoredLink.Live(link, digest));
      }
      if (first.moves()) {
        freed.add(first.stored().id());
      }
      for (Row part : parts.subList(1, parts.size())) {
        Tombstone tombstone = new Tombstone(part.stored().id(), ++revision, now);
        written.add(new StoredLink.Deleted(tombstone, null));
        freed.add(part.stored().id());
      }
    }
    if (!written.isEmpty()) {
      freed.addAll(tombstones.apply(merged.keySet()));
    }
    return new Library.Modifications(
        new Version(before.epoch(), revision),
        freed,
        written,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /**
   * The merged link of the rows of each URL. Rows that cannot be merged stay as they are, and so do
   * those whose new URL is one of theirs.
   */
  private static Map<String, Link> merged(Map<String, List<Row>> byDigest) {
    Map<String, Link> merged = new LinkedHashMap<>();
    Set<String> kept = new HashSet<>();
    byDigest.forEach((digest, rows) -> {
      Optional<Link> link = Optional.of(rows.getFirst().link());
      for (Row row : rows.subList(1, rows.size())) {
        link = link.flatMap(earlier -> LinkMerge.of(earlier, row.link()));
      }
      if (link.isPresent()) {
        merged.put(digest, link.get());
      } else {
        rows.forEach(row -> kept.add(row.formerDigest()));
      }
    });
    boolean blocked = !kept.isEmpty();
    while (blocked) {
      Set<String> digests = new HashSet<>(merged.keySet());
      digests.retainAll(kept);
      digests.forEach(digest -> {
        merged.remove(digest);
        Objects.requireNonNull(byDigest.get(digest)).forEach(row -> kept.add(row.formerDigest()));
      });
      blocked = !digests.isEmpty();
    }
    return merged;
  }
}
