package linkhold.domain;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The links of one account, and what its other devices may ask for. */
final class InMemoryAccount {

  private record Remembered(AppliedBatch batch, Instant time) {}

  private final Map<List<Operation>, Remembered> batches = new HashMap<>();
  private Library library = new Library(new Version(newEpoch(), 0));
  private long purgedThrough;

  Library library() {
    return library;
  }

  private static long newEpoch() {
    return new SecureRandom().nextLong(Long.MAX_VALUE);
  }

  void renewEpoch() {
    long epoch = newEpoch();
    Library renewed = new Library(new Version(epoch, library.version().revision()));
    for (Change change : library.changesAfter(0)) {
      byte[] digest = library.digest(change.id());
      switch (change) {
        case Change.Saved(Link link) -> {
          Version version = new Version(epoch, link.revision());
          renewed.put(
              new StoredLink.Live(
                  link.changed(version, link.updatedAt()), Objects.requireNonNull(digest)));
        }
        case Change.Deleted(long id, _) ->
            renewed.put(new StoredLink.Deleted(library.tombstone(id).orElseThrow(), digest));
      }
    }
    library.spellings().forEach(renewed::put);
    library = renewed;
  }

  BatchResult apply(List<Operation> operations, Instant now) {
    Remembered before = batches.get(operations);
    Library changed = new Library(library);
    BatchResult result =
        new Batch(operations, before == null ? null : before.batch()).applyTo(changed, now);
    library = changed;
    if (AppliedBatch.isNeededFor(operations)) {
      batches.put(List.copyOf(operations), new Remembered(AppliedBatch.of(result), now));
    }
    return result;
  }

  ChangePage changes(Optional<SyncCursor> since, int limit) {
    Version version = library.version();
    SyncCursor cursor = since.orElseGet(() -> SyncCursor.first(version));
    cursor.requireValid(version, purgedThrough);
    List<Change> changes =
        library.changesAfter(cursor.position()).stream()
            .filter(change -> change instanceof Change.Saved || change.revision() > cursor.start())
            .limit(limit + 1L)
            .toList();
    return ChangePage.of(version, cursor, changes, limit);
  }

  long purge(Instant deletedBefore) {
    List<Tombstone> forgotten = library.forgetTombstones(deletedBefore);
    for (Tombstone tombstone : forgotten) {
      purgedThrough = Math.max(purgedThrough, tombstone.revision());
    }
    batches.values().removeIf(batch -> batch.time().isBefore(deletedBefore));
    return forgotten.size();
  }

  long count(Tag tag) {
    return library.links().stream()
        .filter(link -> link.tags().stream().anyMatch(tag::isSameAs))
        .count();
  }

  TagCount rename(Tag tag, Tag newName, Instant now) {
    boolean taken = count(newName) > 0;
    if (count(tag) == 0) {
      if (!taken) {
        throw new NotFoundException("No link has this tag.");
      }
      Tag there = library.spelling(newName);
      return new TagCount(there, count(there));
    }
    Tag target = taken && !tag.isSameAs(newName) ? library.spelling(newName) : newName;
    library.forgetSpelling(tag);
    library.put(target);
    library.replace(tag, target, now);
    return new TagCount(target, count(target));
  }

  void remove(Tag tag, Instant now) {
    library.forgetSpelling(tag);
    library.replace(tag, null, now);
  }
}
