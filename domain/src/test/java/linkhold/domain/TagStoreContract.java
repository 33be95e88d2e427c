package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link TagStore} must do. */
public interface TagStoreContract extends StoreContract {

  /** The tested tags. */
  default TagStore tagStore() {
    return stores().tags();
  }

  @Test
  default void tagsAreListedByNameWithTheirCounts() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("b", "Z", "a")));
    links().save(account, draft("https://example.com/b", tagged("z", "a")));
    long deleted =
        links().save(account, draft("https://example.com/c", tagged("a", "gone"))).link().id();
    links().delete(account, deleted, Precondition.NONE);
    links().save(newAccount(), draft("https://example.com/a", tagged("theirs", "a")));

    assertEquals(List.of(count("Z", 2), count("a", 2), count("b", 1)), tagStore().list(account));
  }

  @Test
  default void aRenamedTagChangesEveryLinkThatHasIt() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();
    Link other = links().save(account, draft("https://example.com/b", tagged("x"))).link();
    Link last = links().save(account, draft("https://example.com/c", tagged("x", "Java"))).link();

    assertEquals(
        count("Kaffee", 2), tagStore().rename(account, new Tag("JAVA"), new Tag("Kaffee")));

    Link renamed = links().find(account, first.id()).orElseThrow();
    assertEquals(tags("Kaffee", "två-ord"), renamed.tags());
    assertEquals(
        first.withTag("java", new Tag("Kaffee")).changed(renamed.version(), renamed.updatedAt()),
        renamed);
    assertEquals(4, renamed.revision());
    assertEquals(other, links().find(account, other.id()).orElseThrow());
    assertEquals(tags("x", "Kaffee"), links().find(account, last.id()).orElseThrow().tags());
    assertEquals(5, links().version(account).revision());
    assertEquals(1, found(account, "#kaffee -#x"));
    assertEquals(0, found(account, "#java"));
    assertEquals(2, found(account, "kaffee"));
    assertEquals(0, found(account, "java"));
  }

  @Test
  default void twoTagsBecomeOneWhichKeepsItsSpelling() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("Old", "New")));
    links().save(account, draft("https://example.com/b", tagged("old", "x")));

    assertEquals(count("New", 2), tagStore().rename(account, new Tag("old"), new Tag("NEW")));

    assertEquals(tags("New"), links().find(account, 1).orElseThrow().tags());
    assertEquals(tags("New", "x"), links().find(account, 2).orElseThrow().tags());
  }

  @Test
  default void theSpellingOfATagCanBeChanged() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("java")));

    assertEquals(count("Java", 1), tagStore().rename(account, new Tag("JAVA"), new Tag("Java")));

    assertEquals(tags("Java"), links().find(account, 1).orElseThrow().tags());
    links().save(account, draft("https://example.com/b", tagged("java")));
    assertEquals(tags("Java"), links().find(account, 3).orElseThrow().tags());
  }

  @Test
  default void renamingTwiceChangesNothingMore() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("old")));
    tagStore().rename(account, new Tag("old"), new Tag("new"));

    assertEquals(count("new", 1), tagStore().rename(account, new Tag("old"), new Tag("new")));
    assertEquals(count("new", 1), tagStore().rename(account, new Tag("new"), new Tag("new")));
    assertEquals(2, links().version(account).revision());
  }

  @Test
  default void aTagThatNoLinkHasIsNotFound() {
    AccountId account = newAccount();
    links().save(newAccount(), draft("https://example.com/a", tagged("theirs")));

    assertThrows(
        NotFoundException.class,
        () -> tagStore().rename(account, new Tag("theirs"), new Tag("mine")));
  }

  @Test
  default void aRemovedTagIsTakenOffEveryLink() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    links().save(account, draft("https://example.com/a", tagged("Gone", "stays")));
    links().save(account, draft("https://example.com/b", tagged("stays")));
    links().save(other, draft("https://example.com/a", tagged("gone")));

    tagStore().remove(account, new Tag("gone"));
    tagStore().remove(account, new Tag("gone"));

    assertEquals(List.of(count("stays", 2)), tagStore().list(account));
    assertEquals(tags("stays"), links().find(account, 1).orElseThrow().tags());
    assertEquals(3, links().version(account).revision());
    assertEquals(List.of(count("gone", 1)), tagStore().list(other));
    links().save(account, draft("https://example.com/b", tagged("gone")));
    assertEquals(tags("stays", "gone"), links().find(account, 2).orElseThrow().tags());
  }

  private long found(AccountId account, String search) {
    return links()
        .page(account, LinkQuery.of(SearchQuery.parse(search), Sort.NEWEST, 10))
        .links()
        .size();
  }

  private static TagCount count(String name, long count) {
    return new TagCount(new Tag(name), count);
  }
}
