package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do when links are looked up, changed and deleted. */
public interface LinkEditContract extends StoreContract {

  @Test
  default void aLinkIsFoundByAnyFormOfItsUrl() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a?x=1", allFields())).link();

    assertEquals(
        Optional.of(link),
        links().findByUrl(account, LinkUrl.parse("HTTPS://EXAMPLE.com:443/a?utm_source=m&x=1")));
    assertEquals(
        Optional.empty(), links().findByUrl(account, LinkUrl.parse("https://example.com/b")));
    assertEquals(
        Optional.empty(),
        links().findByUrl(newAccount(), LinkUrl.parse("https://example.com/a?x=1")));
  }

  @Test
  default void aPatchChangesWhatItMentionsAndNothingElse() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();

    Link link = links().update(account, first.id(), patch(titled("Other")), Precondition.NONE);

    Link expected =
        new Link(
            first.id(),
            first.url(),
            "Other",
            first.description(),
            first.note(),
            first.imageUrl(),
            first.iconUrl(),
            first.tags(),
            true,
            true,
            true,
            true,
            first.createdAt(),
            link.updatedAt(),
            new Version(first.version().epoch(), 2),
            PageRead.OFF);
    assertEquals(expected, link);
    assertTrue(link.updatedAt().isAfter(first.updatedAt()));
    assertEquals(Optional.of(expected), links().find(account, first.id()));
  }

  @Test
  default void aTagThatAnUpdateWritesFirstIsSpelledSoFromThenOn() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    links().update(account, id, patch(tagged("JavaScript")), Precondition.NONE);
    LinkPatch adding = new LinkPatch(null, LinkFields.NONE, tags("Web"), List.of());
    links().update(account, id, adding, Precondition.NONE);

    Link later =
        links().save(account, draft("https://example.com/b", tagged("javascript", "WEB"))).link();

    assertEquals(tags("JavaScript", "Web"), later.tags());
  }

  @Test
  default void aPatchAppliesEveryField() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", tagged("old"))).link();
    LinkPatch everything =
        new LinkPatch(
            LinkUrl.parse("https://example.com/B?utm_source=x"), allFields(), List.of(), List.of());

    Link link = links().update(account, first.id(), everything, Precondition.NONE);

    assertEquals("https://example.com/B?utm_source=x", link.url());
    assertEquals(allFields(), LinkStoreContract.fieldsOf(link));
    assertEquals(Optional.of(link), links().find(account, first.id()));
  }

  @Test
  default void aPatchClearsFields() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();
    LinkFields cleared =
        LinkFields.builder()
            .title("")
            .description("")
            .note("")
            .imageUrl("")
            .iconUrl("")
            .tags(List.of())
            .unread(false)
            .archived(false)
            .favorite(false)
            .shared(false)
            .createdAt(Instant.EPOCH)
            .build();

    Link link = links().update(account, first.id(), patch(cleared), Precondition.NONE);

    assertEquals(
        LinkFields.builder()
            .tags(List.of())
            .unread(false)
            .archived(false)
            .favorite(false)
            .shared(false)
            .createdAt(Instant.EPOCH)
            .build(),
        LinkStoreContract.fieldsOf(link));
    assertEquals(Optional.of(link), links().find(account, first.id()));
  }

  @Test
  default void aPatchReplacesAddsAndRemovesTags() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/other", tagged("Spelled")));
    long id = links().save(account, draft("https://example.com/a", tagged("a", "b"))).link().id();

    LinkPatch addAndRemove =
        new LinkPatch(null, LinkFields.NONE, tags("c", "spelled", "A"), tags("B", "unknown"));
    assertEquals(
        tags("a", "c", "Spelled"),
        links().update(account, id, addAndRemove, Precondition.NONE).tags());

    LinkPatch replace = new LinkPatch(null, tagged("x", "SPELLED"), tags("y"), List.of());
    assertEquals(
        tags("x", "Spelled", "y"), links().update(account, id, replace, Precondition.NONE).tags());
  }

  @Test
  default void aPatchThatChangesNothingTakesNoRevision() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();
    LinkPatch same = new LinkPatch(null, allFields(), tags("JAVA"), tags("unknown"));

    assertEquals(first, links().update(account, first.id(), same, Precondition.NONE));
    assertEquals(first.version(), links().version(account));
  }

  @Test
  default void aPatchThatWouldGiveTooManyTagsIsRefused() {
    AccountId account = newAccount();
    String[] most = IntStream.range(0, 64).mapToObj(i -> "tag" + i).toArray(String[]::new);
    Link full = links().save(account, draft("https://example.com/a", tagged(most))).link();
    LinkPatch tooMany = new LinkPatch(null, LinkFields.NONE, tags("one-more"), List.of());

    assertThrows(
        InvalidInputException.class,
        () -> links().update(account, full.id(), tooMany, Precondition.NONE));
    assertEquals(Optional.of(full), links().find(account, full.id()));
  }

  @Test
  default void theUrlOfAnotherLinkIsRefused() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();
    Link second = links().save(account, draft("https://example.com/b")).link();
    LinkPatch taken = patch("https://EXAMPLE.com/a?utm_source=x");

    assertThrows(
        AlreadyExistsException.class,
        () -> links().update(account, second.id(), taken, Precondition.NONE));
    assertEquals(Optional.of(second), links().find(account, second.id()));
    assertEquals(
        "https://EXAMPLE.com/a?utm_source=x",
        links().update(account, first.id(), taken, Precondition.NONE).url());
  }

  @Test
  default void aLinkIsFoundByItsNewUrlAndNotByItsOld() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();

    Link moved =
        links().update(account, first.id(), patch("https://example.com/b"), Precondition.NONE);

    assertEquals(
        Optional.of(moved), links().findByUrl(account, LinkUrl.parse("https://example.com/b")));
    assertEquals(
        Optional.empty(), links().findByUrl(account, LinkUrl.parse("https://example.com/a")));
    assertEquals(Outcome.CREATED, links().save(account, draft("https://example.com/a")).outcome());
  }

  @Test
  default void aLinkMayTakeTheUrlOfADeletedOneWhichIsThenCreatedAgain() {
    AccountId account = newAccount();
    long deleted = links().save(account, draft("https://example.com/a")).link().id();
    long id = links().save(account, draft("https://example.com/b")).link().id();
    links().delete(account, deleted, Precondition.NONE);

    links().update(account, id, patch("https://example.com/a"), Precondition.NONE);
    Saved merged = links().save(account, draft("https://example.com/a", titled("Merged")));
    links().update(account, id, patch("https://example.com/c"), Precondition.NONE);
    Saved again = links().save(account, draft("https://example.com/a"));

    assertEquals(Outcome.MERGED, merged.outcome());
    assertEquals(id, merged.link().id());
    assertEquals(Outcome.CREATED, again.outcome());
    assertNotEquals(deleted, again.link().id());
  }

  @Test
  default void aStalePreconditionStopsAChangeAndReturnsTheLink() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();
    Link second = links().update(account, first.id(), patch(titled("New")), matching(first));

    PreconditionFailedException refused =
        assertThrows(
            PreconditionFailedException.class,
            () -> links().update(account, first.id(), patch(titled("Other")), matching(first)));

    assertEquals(second, refused.current());
    assertEquals(Optional.of(second), links().find(account, first.id()));
    assertEquals(
        "Third",
        links().update(account, first.id(), patch(titled("Third")), matching(second)).title());
  }

  @Test
  default void aPreconditionOfAnotherEpochStopsAChange() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a")).link();
    Version other = new Version(link.version().epoch() + 1, link.revision());

    assertThrows(
        PreconditionFailedException.class,
        () ->
            links()
                .update(account, link.id(), patch(titled("x")), new Precondition(Set.of(other))));
  }

  @Test
  default void aRepeatedWriteSucceedsThoughItsPreconditionIsStale() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();
    Link second = links().update(account, first.id(), patch(titled("New")), matching(first));

    assertEquals(
        second, links().update(account, first.id(), patch(titled("New")), matching(first)));
    links().delete(account, first.id(), matching(second));
    links().delete(account, first.id(), matching(second));
    assertEquals(3, links().version(account).revision());
  }

  @Test
  default void aDeletedLinkIsGoneAndDeletingTakesARevision() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();

    links().delete(account, link.id(), Precondition.NONE);

    assertEquals(Optional.empty(), links().find(account, link.id()));
    assertEquals(
        Optional.empty(), links().findByUrl(account, LinkUrl.parse("https://example.com/a")));
    assertEquals(new Version(link.version().epoch(), 2), links().version(account));
    assertThrows(
        NotFoundException.class,
        () -> links().update(account, link.id(), patch(titled("x")), Precondition.NONE));
  }

  @Test
  default void aStalePreconditionStopsADeletion() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();
    Link second = links().update(account, first.id(), patch(titled("New")), Precondition.NONE);

    assertThrows(
        PreconditionFailedException.class,
        () -> links().delete(account, first.id(), matching(first)));
    assertEquals(Optional.of(second), links().find(account, first.id()));
  }

  @Test
  default void aDeletedLinkThatIsSavedAgainKeepsItsIdAndNothingElse() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a", allFields())).link().id();
    links().save(account, draft("https://example.com/b"));
    links().delete(account, id, Precondition.NONE);

    Saved restored = links().save(account, draft("https://EXAMPLE.com/a", titled("Again")));

    Link link = restored.link();
    assertEquals(Outcome.RESTORED, restored.outcome());
    assertEquals(
        new Link(
            id,
            "https://EXAMPLE.com/a",
            "Again",
            null,
            null,
            null,
            null,
            List.of(),
            false,
            false,
            false,
            false,
            link.updatedAt(),
            link.updatedAt(),
            new Version(link.version().epoch(), 4),
            PageRead.OFF),
        link);
    assertEquals(Optional.of(link), links().find(account, id));
  }

  @Test
  default void aRestoredLinkTakesTheGivenCreationTime() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://example.com/a")).link().id();
    links().delete(account, id, Precondition.NONE);

    Link link = links().save(account, draft("https://example.com/a", allFields())).link();

    assertEquals(allFields(), LinkStoreContract.fieldsOf(link));
  }

  @Test
  default void whatNeverWasIsNotFound() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    Link others = links().save(other, draft("https://example.com/a")).link();

    for (long id : new long[] {others.id(), 0, -1, Long.MAX_VALUE}) {
      assertThrows(NotFoundException.class, () -> links().delete(account, id, Precondition.NONE));
      assertThrows(
          NotFoundException.class,
          () -> links().update(account, id, patch(titled("x")), Precondition.NONE));
    }
    assertEquals(Optional.of(others), links().find(other, others.id()));
  }

  @Test
  default void theSummaryCountsWhatIsThere() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", allFields()));
    links().save(account, draft("https://example.com/b"));
    long deleted = links().save(account, draft("https://example.com/c", allFields())).link().id();
    links().delete(account, deleted, Precondition.NONE);

    assertEquals(AccountSummary.of(links().version(account), 2, _ -> 1), links().summary(account));
    assertEquals(4, links().version(account).revision());
  }

  private static LinkPatch patch(LinkFields fields) {
    return new LinkPatch(null, fields, List.of(), List.of());
  }

  private static LinkPatch patch(String url) {
    return new LinkPatch(LinkUrl.parse(url), LinkFields.NONE, List.of(), List.of());
  }

  private static Precondition matching(Link link) {
    return new Precondition(Set.of(link.version()));
  }
}
