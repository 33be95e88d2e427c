package linkhold.domain.storage;

import static java.util.stream.Collectors.toSet;
import static linkhold.domain.storage.Storage.Kind.LAST_ID;
import static linkhold.domain.storage.Storage.Kind.SPELLING;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Tag;
import linkhold.domain.storage.Storage.Kind;
import linkhold.domain.storage.Storage.Tables;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows of a {@link Storage}, and notifies of the accounts that were written. */
record Rows(Storage storage, Clock clock, ChangeNotifier notifier) {

  /** The time, to the microsecond. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** The result of {@code work}, which reads. */
  <T> T read(Function<Tables, T> work) {
    return storage.read(work);
  }

  /**
   * The result of {@code work}, which reads rows of an account.
   *
   * @throws NotFoundException when the account is not there
   */
  <T> T read(AccountId account, BiFunction<Tables, AccountRow, T> work) {
    return storage.read(tables -> work.apply(tables, row(tables, account)));
  }

  /**
   * The result of {@code work}, which writes rows of an account.
   *
   * @throws NotFoundException when the account is not there
   */
  <T> T write(AccountId account, BiFunction<Tables, AccountRow, T> work) {
    T result = storage.write(account, tables -> work.apply(tables, row(tables, account)));
    notifier.changed(account);
    return result;
  }

  /** The result of {@code work}, which writes values of an account that no client sees. */
  <T> T writeUnseen(AccountId account, Function<Tables, T> work) {
    return storage.write(account, work);
  }

  /** The result of {@code work}, while no other write runs; nobody is notified of it. */
  <T> T writeAlone(Function<Tables, T> work) {
    return storage.writeAlone(work);
  }

  /** Whether the account is there. */
  boolean has(AccountId account) {
    return read(tables -> tables.account(account).isPresent());
  }

  private static AccountRow row(Tables tables, AccountId account) {
    return tables.account(account).orElseThrow(() -> new NotFoundException("No such account."));
  }

  /** A random epoch, for an account or the feed. */
  static long newEpoch() {
    return new SecureRandom().nextLong(Long.MAX_VALUE);
  }

  /** An id that no other thing of the kind has or had. */
  static long nextId(Tables tables, AccountId account, Kind kind) {
    long id = tables.value(account, LAST_ID, kind.name()).map(Long::parseLong).orElse(0L) + 1;
    tables.put(account, LAST_ID, kind.name(), Long.toString(id));
    return id;
  }

  /** A library with the account's links of these ids and URLs, and its spellings of these tags. */
  static Library library(
      Tables tables,
      AccountRow account,
      Collection<Long> ids,
      Collection<LinkUrl> urls,
      Collection<Tag> tags) {
    Library library = new Library(account.version());
    tables.byIds(account.id(), ids).forEach(library::put);
    tables.byUrls(account.id(), urls).forEach(library::put);
    tables
        .values(account.id(), SPELLING, tags.stream().map(Tag::key).collect(toSet()))
        .values()
        .forEach(spelling -> library.put(new Tag(spelling)));
    return library;
  }

  /** Writes what has changed in a library. */
  static void write(Tables tables, AccountRow account, Library library) {
    write(tables, account, library.modifications());
  }

  /** Writes what has changed. */
  static void write(Tables tables, AccountRow account, Library.Modifications modifications) {
    if (!modifications.isEmpty()) {
      tables.put(account.at(modifications.version()));
      tables.free(account.id(), modifications.freed());
      modifications.rows().forEach(row -> tables.put(account.id(), row));
      modifications.forgotten().forEach(tag -> tables.remove(account.id(), SPELLING, tag.key()));
      modifications
          .spellings()
          .forEach(tag -> tables.put(account.id(), SPELLING, tag.key(), tag.name()));
      modifications.endedReads().forEach(link -> DerivedPages.remove(tables, account.id(), link));
      modifications.reads().forEach(read -> DerivedPages.add(tables, account.id(), read));
    }
  }

  /** Removes a tag from every link, and forgets its spelling. */
  void removeTag(Tables tables, AccountRow account, Tag tag) {
    replaceTag(tables, account, tag, null);
  }

  /**
   * Replaces a tag on every link by another, with its spelling, or removes it when that is null.
   */
  void replaceTag(Tables tables, AccountRow account, Tag tag, @Nullable Tag other) {
    List<Tag> tags = other == null ? List.of(tag) : List.of(tag, other);
    Library library = library(tables, account, List.of(), List.of(), tags);
    tables.tagged(account.id(), tag).forEach(library::put);
    library.forgetSpelling(tag);
    if (other != null) {
      library.spell(other);
    }
    library.replace(tag, other, now());
    write(tables, account, library);
  }
}
