package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.SPELLING;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import linkhold.domain.AccountId;
import linkhold.domain.Library;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.domain.TagCount;
import linkhold.domain.TagStore;

/** Tags of links, with their spellings as values. */
final class DerivedTags implements TagStore {

  private final Rows rows;

  DerivedTags(Rows rows) {
    this.rows = rows;
  }

  @Override
  public List<TagCount> list(AccountId account) {
    return rows.read(
        account,
        (tables, _) -> {
          Map<String, String> spellings = tables.values(account, SPELLING);
          return tables.tagCounts(account).entrySet().stream()
              .map(count ->
                  new TagCount(
                      new Tag(spellings.getOrDefault(count.getKey(), count.getKey())),
                      count.getValue()))
              .sorted(Comparator.comparing(tag -> tag.tag().name(), SearchText::compareByCodePoint))
              .toList();
        });
  }

  @Override
  public TagCount rename(AccountId account, Tag tag, Tag newName) {
    return rows.write(
        account,
        (tables, row) -> {
          boolean tagged = !tables.tagged(account, tag).isEmpty();
          boolean taken = !tables.tagged(account, newName).isEmpty();
          Tag spelled =
              tables.value(account, SPELLING, newName.key()).map(Tag::new).orElse(newName);
          Tag target = Library.renamed(tag, newName, spelled, tagged, taken);
          if (tagged) {
            rows.replaceTag(tables, row, tag, target);
          }
          return new TagCount(target, tables.tagged(account, target).size());
        });
  }

  @Override
  public void remove(AccountId account, Tag tag) {
    rows.write(
        account,
        (tables, row) -> {
          rows.removeTag(tables, row, tag);
          return tag;
        });
  }
}
