package linkhold.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numbers for the tags of an {@link InMemoryStore}, under its lock. */
final class InMemoryNumberedTags implements NumberedTagStore {

  /** A number, by the key of its tag, and whether the tag was added. */
  private record Numbered(NumberedTag tag, boolean added) {

    NumberedTag spelled(Tag spelling) {
      return new NumberedTag(tag.id(), spelling, tag.createdAt());
    }
  }

  private final InMemoryStore store;
  private final Map<AccountId, Map<String, Numbered>> numbers = new HashMap<>();
  private final Map<AccountId, Long> lastIds = new HashMap<>();

  InMemoryNumberedTags(InMemoryStore store) {
    this.store = store;
  }

  @Override
  public List<NumberedTag> list(AccountId account) {
    synchronized (store) {
      Collection<Tag> spellings = store.content(account).library().spellings();
      Map<String, Numbered> known = known(account);
      Set<String> used =
          store.list(account).stream().map(tag -> tag.tag().key()).collect(Collectors.toSet());
      used.stream().sorted(SearchText::compareByCodePoint).forEach(key -> number(account, key));
      return spellings.stream()
          .flatMap(spelling -> {
            Numbered numbered = known.get(spelling.key());
            return numbered != null && (numbered.added() || used.contains(spelling.key()))
                ? Stream.of(numbered.spelled(spelling))
                : Stream.empty();
          })
          .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
          .toList();
    }
  }

  @Override
  public Optional<NumberedTag> find(AccountId account, long id) {
    synchronized (store) {
      return store.has(account)
          ? list(account).stream().filter(tag -> tag.id() == id).findFirst()
          : Optional.empty();
    }
  }

  @Override
  public NumberedTag add(AccountId account, Tag tag) {
    synchronized (store) {
      Library library = store.content(account).library();
      library.put(library.spelling(tag));
      number(account, tag.key());
      known(account).computeIfPresent(tag.key(), (_, there) -> new Numbered(there.tag(), true));
      return list(account).stream()
          .filter(there -> there.tag().isSameAs(tag))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public void remove(AccountId account, long id) {
    NumberedTag tag;
    synchronized (store) {
      store.version(account); // or there is no such account
      tag = find(account, id).orElseThrow(() -> new NotFoundException("There is no such tag."));
      known(account).remove(tag.tag().key());
    }
    store.remove(account, tag.tag());
  }

  private Map<String, Numbered> known(AccountId account) {
    return numbers.computeIfAbsent(account, _ -> new HashMap<>());
  }

  private void number(AccountId account, String key) {
    known(account)
        .computeIfAbsent(
            key,
            _ -> {
              long id = lastIds.merge(account, 1L, Long::sum);
              return new Numbered(new NumberedTag(id, new Tag(key), store.now()), false);
            });
  }
}
