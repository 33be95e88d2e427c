package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import linkhold.domain.LinkDraft.TagMerge;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do when a save replaces a link's tags. */
public interface TagMergeContract extends StoreContract {

  @Test
  default void aDraftThatReplacesTagsPutsItsOwnInTheirPlace() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();

    Saved saved = links().save(account, replacing("https://example.com/a", "new", "Java"));

    assertEquals(Outcome.MERGED, saved.outcome());
    assertEquals(tags("new", "Java"), saved.link().tags());
    assertEquals(
        allFields().withTags(tags("new", "Java")), LinkStoreContract.fieldsOf(saved.link()));
    assertEquals(2, saved.link().revision());
    assertEquals(Optional.of(saved.link()), links().find(account, first.id()));
    assertEquals(
        List.of(new TagCount(new Tag("Java"), 1), new TagCount(new Tag("new"), 1)),
        stores().tags().list(account));
  }

  @Test
  default void aDraftThatReplacesTagsByNoneRemovesAll() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("a", "b")));

    Saved saved = links().save(account, replacing("https://example.com/a"));
    Saved again = links().save(account, replacing("https://example.com/a"));

    assertEquals(Outcome.MERGED, saved.outcome());
    assertEquals(List.of(), saved.link().tags());
    assertEquals(new Saved(Outcome.UNCHANGED, saved.link()), again);
  }

  @Test
  default void aDraftThatReplacesTagsButMentionsNoneLeavesThem() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("a", "b")));

    LinkDraft draft =
        new LinkDraft(LinkUrl.parse("https://example.com/a"), titled("x"), TagMerge.REPLACE);

    assertEquals(tags("a", "b"), links().save(account, draft).link().tags());
  }

  @Test
  default void theSameTagsInTheSameOrderChangeNothingAndInAnotherOneDo() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", tagged("a", "B"))).link();

    Saved same = links().save(account, replacing("https://example.com/a", "A", "b"));
    Saved turned = links().save(account, replacing("https://example.com/a", "b", "a"));

    assertEquals(new Saved(Outcome.UNCHANGED, first), same);
    assertEquals(Outcome.MERGED, turned.outcome());
    assertEquals(tags("B", "a"), turned.link().tags());
  }

  @Test
  default void tagsThatReplaceOthersAreSpelledAsTheAccountFirstWroteThem() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("JavaScript")));

    Saved saved = links().save(account, replacing("https://example.com/b", "javascript", "New"));
    Saved later = links().save(account, replacing("https://example.com/a", "NEW"));

    assertEquals(Outcome.CREATED, saved.outcome());
    assertEquals(tags("JavaScript", "New"), saved.link().tags());
    assertEquals(tags("New"), later.link().tags());
  }

  @Test
  default void aFullLinkMayHaveAllItsTagsReplaced() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged(numbered("old"))));

    Link link = links().save(account, replacing("https://example.com/a", numbered("new"))).link();
    List<SaveResult> refused =
        links().save(account, List.of(draft("https://example.com/a", tagged("one-more"))));

    assertEquals(tags(numbered("new")), link.tags());
    assertInstanceOf(SaveResult.Refused.class, refused.getFirst());
  }

  @Test
  default void replacedTagsAreFoundNoMoreAndTheNewOnesAre() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("before", "stays")));

    links().save(account, replacing("https://example.com/a", "stays", "after"));

    assertEquals(0, found(account, "before"));
    assertEquals(0, found(account, "#before"));
    assertEquals(1, found(account, "\"stays after\""));
    assertEquals(1, found(account, "#after #stays"));
  }

  @Test
  default void draftsThatAddAndDraftsThatReplaceMayComeInOneCall() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("a")));
    links().save(account, draft("https://example.com/b", tagged("b")));

    List<SaveResult> results =
        links()
            .save(
                account,
                List.of(
                    draft("https://example.com/a", tagged("x")),
                    replacing("https://example.com/b", "x", "y"),
                    replacing("https://example.com/a", "y")));

    assertEquals(
        List.of(tags("a", "x"), tags("x", "y"), tags("y")),
        results.stream().map(result -> ((Saved) result).link().tags()).toList());
  }

  @Test
  default void aDeletedLinkIsRestoredWithTheTagsThatReplace() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", tagged("a"))).link();
    links().delete(account, link.id(), Precondition.NONE);

    Saved saved = links().save(account, replacing("https://example.com/a", "b"));

    assertEquals(Outcome.RESTORED, saved.outcome());
    assertEquals(tags("b"), saved.link().tags());
  }

  private long found(AccountId account, String search) {
    LinkQuery query = LinkQuery.of(SearchQuery.parse(search), Sort.NEWEST, 10);
    return links().page(account, query).links().size();
  }

  private static LinkDraft replacing(String url, String... tags) {
    return new LinkDraft(LinkUrl.parse(url), tagged(tags), TagMerge.REPLACE);
  }

  private static String[] numbered(String name) {
    return IntStream.range(0, Tag.MAX_PER_LINK).mapToObj(i -> name + i).toArray(String[]::new);
  }
}
