package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.NUMBERED_TAG;
import static linkhold.domain.storage.Storage.Kind.SPELLING;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.NotFoundException;
import linkhold.domain.NumberedTag;
import linkhold.domain.NumberedTagStore;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.domain.storage.Storage.Tables;

/** Numbers of tags as values. */
final class DerivedNumberedTags implements NumberedTagStore {

  /** A tag's number; whether the tag was added, and so is there without links. */
  private record TagNumber(long id, Instant createdAt, boolean added) {

    static TagNumber parse(String text) {
      Value value = Value.parse(text);
      return new TagNumber(value.number(0), value.time(1), Boolean.parseBoolean(value.get(2)));
    }

    String text() {
      return Value.text(id, createdAt, added);
    }
  }

  private final Rows rows;

  DerivedNumberedTags(Rows rows) {
    this.rows = rows;
  }

  @Override
  public List<NumberedTag> list(AccountId account) {
    Optional<List<NumberedTag>> known =
        rows.read(
            account,
            (tables, _) ->
                unnumbered(tables, account).isEmpty()
                    ? Optional.of(numbered(tables, account))
                    : Optional.empty());
    return known.orElseGet(() ->
        rows.write(
            account,
            (tables, _) -> {
              number(tables, account);
              return numbered(tables, account);
            }));
  }

  /** The keys of the tags that some link has, and that have no number yet, in order. */
  private static Set<String> unnumbered(Tables tables, AccountId account) {
    Set<String> keys = new TreeSet<>(SearchText::compareByCodePoint);
    keys.addAll(tables.tagCounts(account).keySet());
    keys.removeAll(tables.values(account, NUMBERED_TAG).keySet());
    return keys;
  }

  private void number(Tables tables, AccountId account) {
    unnumbered(tables, account).forEach(key -> put(tables, account, key, false));
  }

  private void put(Tables tables, AccountId account, String key, boolean added) {
    TagNumber number = new TagNumber(Rows.nextId(tables, account, NUMBERED_TAG), rows.now(), added);
    tables.put(account, NUMBERED_TAG, key, number.text());
  }

  private static List<NumberedTag> numbered(Tables tables, AccountId account) {
    Set<String> used = tables.tagCounts(account).keySet();
    Map<String, String> spellings = tables.values(account, SPELLING);
    return tables.values(account, NUMBERED_TAG).entrySet().stream()
        .flatMap(entry -> {
          TagNumber number = TagNumber.parse(entry.getValue());
          String spelling = spellings.get(entry.getKey());
          return spelling != null && (number.added() || used.contains(entry.getKey()))
              ? Stream.of(new NumberedTag(number.id(), new Tag(spelling), number.createdAt()))
              : Stream.<NumberedTag>empty();
        })
        .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
        .toList();
  }

  @Override
  public Optional<NumberedTag> find(AccountId account, long id) {
    return rows.has(account)
        ? list(account).stream().filter(tag -> tag.id() == id).findFirst()
        : Optional.empty();
  }

  @Override
  public NumberedTag add(AccountId account, Tag tag) {
    return rows.write(
        account,
        (tables, _) -> {
          if (tables.value(account, SPELLING, tag.key()).isEmpty()) {
            tables.put(account, SPELLING, tag.key(), tag.name());
          }
          Optional<String> there = tables.value(account, NUMBERED_TAG, tag.key());
          if (there.isPresent()) {
            TagNumber number = TagNumber.parse(there.get());
            tables.put(
                account,
                NUMBERED_TAG,
                tag.key(),
                new TagNumber(number.id(), number.createdAt(), true).text());
          } else {
            put(tables, account, tag.key(), true);
          }
          return numbered(tables, account).stream()
              .filter(numbered -> numbered.tag().isSameAs(tag))
              .findFirst()
              .orElseThrow();
        });
  }

  @Override
  public void remove(AccountId account, long id) {
    rows.write(
        account,
        (tables, row) -> {
          number(tables, account);
          NumberedTag tag =
              numbered(tables, account).stream()
                  .filter(there -> there.id() == id)
                  .findFirst()
                  .orElseThrow(NotFoundException::tag);
          tables.remove(account, NUMBERED_TAG, tag.tag().key());
          rows.removeTag(tables, row, tag.tag());
          return tag;
        });
  }
}
