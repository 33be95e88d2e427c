package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import org.junit.jupiter.api.Test;

/** What every {@link LinkStore} must do. */
public interface LinkStoreContract extends StoreContract {

  @Test
  default void aSavedLinkIsFoundWithEveryField() {
    AccountId account = newAccount();

    Saved saved = links().save(account, draft("https://Example.com/a?utm_source=x", allFields()));

    Link link = saved.link();
    assertEquals(Outcome.CREATED, saved.outcome());
    assertEquals(Optional.of(link), links().find(account, link.id()));
    assertEquals(1, link.id());
    assertEquals(1, link.revision());
    assertEquals("https://Example.com/a?utm_source=x", link.url());
    assertEquals(allFields(), fieldsOf(link));
  }

  @Test
  default void aLinkSavedWithoutFieldsHasTheDefaults() {
    AccountId account = newAccount();

    Link link = links().save(account, draft("https://example.com/")).link();

    assertEquals(
        new Link(
            1,
            "https://example.com/",
            null,
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
            new Version(link.version().epoch(), 1),
            PageRead.PENDING),
        link);
  }

  @Test
  default void savingAgainKeepsWhatIsNotMentioned() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a", allFields())).link();

    Saved again = links().save(account, draft("https://EXAMPLE.com/a?utm_medium=y", titled("New")));

    assertEquals(Outcome.MERGED, again.outcome());
    Link expected =
        new Link(
            first.id(),
            first.url(),
            "New",
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
            again.link().updatedAt(),
            new Version(first.version().epoch(), 2),
            PageRead.OFF);
    assertEquals(expected, again.link());
    assertTrue(again.link().updatedAt().isAfter(first.updatedAt()));
    assertEquals(Optional.of(expected), links().find(account, first.id()));
  }

  @Test
  default void savingAgainAppliesEveryFieldThatIsMentioned() {
    AccountId account = newAccount();
    Link first = links().save(account, draft("https://example.com/a")).link();

    Link merged = links().save(account, draft("https://example.com/a", allFields())).link();

    assertEquals(
        LinkFields.builder()
            .title(allFields().title())
            .description(allFields().description())
            .note(allFields().note())
            .imageUrl(allFields().imageUrl())
            .iconUrl(allFields().iconUrl())
            .tags(allFields().tags())
            .unread(true)
            .archived(true)
            .favorite(true)
            .shared(true)
            .createdAt(first.createdAt())
            .build(),
        fieldsOf(merged));
  }

  @Test
  default void anEmptyTextOrAFlagSetToFalseClearsTheField() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", allFields()));

    LinkFields cleared =
        LinkFields.builder()
            .title("")
            .description(" ")
            .note("\n")
            .imageUrl(" ")
            .iconUrl("")
            .unread(false)
            .archived(false)
            .favorite(false)
            .shared(false)
            .build();
    Link link = links().save(account, draft("https://example.com/a", cleared)).link();

    assertEquals(
        LinkFields.builder()
            .tags(allFields().tags())
            .unread(false)
            .archived(false)
            .favorite(false)
            .shared(false)
            .createdAt(allFields().createdAt())
            .build(),
        fieldsOf(link));
  }

  @Test
  default void savingTheSameAgainChangesNothingAndTakesNoRevision() {
    AccountId account = newAccount();
    LinkDraft draft = draft("https://example.com/a", allFields());
    Link first = links().save(account, draft).link();

    Saved again = links().save(account, draft);
    Link next = links().save(account, draft("https://example.com/b")).link();

    assertEquals(new Saved(Outcome.UNCHANGED, first), again);
    assertEquals(2, next.revision());
  }

  @Test
  default void tagsAreAddedAfterThoseThatAreThere() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("b", "a")));

    Link link = links().save(account, draft("https://example.com/a", tagged("c", "A", "d"))).link();

    assertEquals(tags("b", "a", "c", "d"), link.tags());
  }

  @Test
  default void aTagIsSpelledAsTheAccountFirstWroteIt() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    links().save(account, draft("https://example.com/a", tagged("JavaScript")));

    Link link =
        links().save(account, draft("https://example.com/b", tagged("x", "javascript"))).link();
    Link others = links().save(other, draft("https://example.com/b", tagged("javascript"))).link();

    assertEquals(tags("x", "JavaScript"), link.tags());
    assertEquals(tags("javascript"), others.tags());
  }

  @Test
  default void twoDraftsThatSpellANewTagDifferentlyAgreeOnTheFirst() {
    AccountId account = newAccount();

    List<SaveResult> results =
        links()
            .save(
                account,
                List.of(
                    draft("https://example.com/a", tagged("one", "NEW")),
                    draft("https://example.com/b", tagged("new", "two"))));

    assertEquals(tags("one", "NEW"), link(results.get(0)).tags());
    assertEquals(tags("NEW", "two"), link(results.get(1)).tags());
  }

  @Test
  default void aMergeThatWouldGiveTooManyTagsIsRefusedAndItsNeighboursAreNot() {
    AccountId account = newAccount();
    String[] most = IntStream.range(0, 64).mapToObj(i -> "tag" + i).toArray(String[]::new);
    Link full = links().save(account, draft("https://example.com/a", tagged(most))).link();

    List<SaveResult> results =
        links()
            .save(
                account,
                List.of(
                    draft("https://example.com/b"),
                    draft("https://example.com/a", tagged("TAG1", "one-more")),
                    draft("https://example.com/c", tagged("ONE-MORE"))));

    assertEquals(2, link(results.get(0)).revision());
    SaveResult.Refused refused = assertInstanceOf(SaveResult.Refused.class, results.get(1));
    assertEquals("/tags", refused.reason().faults().getFirst().pointer());
    assertEquals(3, link(results.get(2)).revision());
    assertEquals(tags("ONE-MORE"), link(results.get(2)).tags());
    assertEquals(Optional.of(full), links().find(account, full.id()));
    assertThrows(
        InvalidInputException.class,
        () -> links().save(account, draft("https://example.com/a", tagged("one-more"))));
  }

  @Test
  default void aUrlThatComesTwiceInOneCallIsMergedInOrder() {
    AccountId account = newAccount();

    List<SaveResult> results =
        links()
            .save(
                account,
                List.of(
                    draft("https://example.com/a", titled("first")),
                    draft("https://example.com/b"),
                    draft("https://EXAMPLE.com/a", titled("second")),
                    draft("https://example.com/a", titled("second"))));

    assertEquals(
        List.of(Outcome.CREATED, Outcome.CREATED, Outcome.MERGED, Outcome.UNCHANGED),
        results.stream().map(result -> ((Saved) result).outcome()).toList());
    assertEquals("second", links().find(account, 1).orElseThrow().title());
    assertEquals(3, link(results.get(2)).revision());
  }

  @Test
  default void manyDraftsInOneCallTakeRevisionsInTheirOrder() {
    AccountId account = newAccount();
    List<LinkDraft> drafts =
        IntStream.range(0, 2500).mapToObj(i -> draft("https://example.com/" + i)).toList();

    List<SaveResult> results = links().save(account, drafts);

    for (int i = 0; i < drafts.size(); i++) {
      assertEquals(i + 1, link(results.get(i)).revision());
      assertEquals("https://example.com/" + i, link(results.get(i)).url());
    }
    Differences.assertSame(
        drafts.stream().map(draft -> draft.url().given()).toList(), urls(account), "URLs");
  }

  @Test
  default void savingNothingDoesNothing() {
    assertEquals(List.of(), links().save(newAccount(), List.of()));
  }

  @Test
  default void theLongestTextsAreKept() {
    AccountId account = newAccount();
    LinkFields longest =
        LinkFields.builder()
            .title("😀".repeat(Link.MAX_TITLE_LENGTH))
            .description("é".repeat(Link.MAX_DESCRIPTION_LENGTH))
            .note("ä\n".repeat(Link.MAX_NOTE_LENGTH / 2))
            .build();
    String url = "https://example.com/" + "a".repeat(8172);

    Link link = links().save(account, draft(url, longest)).link();

    assertEquals(Optional.of(link), links().find(account, link.id()));
    assertEquals(longest.title(), link.title());
    assertEquals(longest.description(), link.description());
    assertEquals(longest.note(), link.note());
    assertEquals(url, link.url());
  }

  @Test
  default void textThatLooksLikeSqlIsKeptAsText() {
    AccountId account = newAccount();
    String hostile = "'; drop table links; -- ${x} {0} ? :a \\' $$";

    Link link = links().save(account, draft("https://example.com/';--", titled(hostile))).link();

    assertEquals(hostile, links().find(account, link.id()).orElseThrow().title());
    assertEquals(List.of("https://example.com/';--"), urls(account));
  }

  @Test
  default void anotherAccountsLinkIsAbsent() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    Link link = links().save(account, draft("https://example.com/a", titled("mine"))).link();

    assertEquals(Optional.empty(), links().find(other, link.id()));
    assertEquals(List.of(), urls(other));

    Saved others = links().save(other, draft("https://example.com/a", titled("theirs")));

    assertEquals(Outcome.CREATED, others.outcome());
    assertEquals("mine", links().find(account, link.id()).orElseThrow().title());
  }

  @Test
  default void anAccountThatIsNotThereCannotSaveAndHasNoLinks() {
    AccountId nobody = new AccountId(Long.MAX_VALUE);

    assertThrows(
        NotFoundException.class, () -> links().save(nobody, draft("https://example.com/")));
    assertEquals(Optional.empty(), links().find(nobody, 1));
    assertEquals(List.of(), urls(nobody));
  }

  @Test
  default void writersOfOverlappingDraftsOfSeveralAccountsNeitherBlockNorRepeatNorLeaveGaps()
      throws Exception {
    List<AccountId> accounts = List.of(newAccount(), newAccount(), newAccount());
    int writers = 8;
    int rounds = 25;
    List<Callable<Set<String>>> tasks = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      Random random = new Random(writer);
      tasks.add(() -> {
        Set<String> changes = new HashSet<>();
        for (int round = 0; round < rounds; round++) {
          AccountId account = accounts.get(random.nextInt(accounts.size()));
          List<LinkDraft> drafts = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            drafts.add(
                draft(
                    "https://example.com/" + random.nextInt(100),
                    tagged("tag" + random.nextInt(10))));
          }
          for (SaveResult result : links().save(account, drafts)) {
            Saved saved = (Saved) result;
            if (saved.outcome() == Outcome.CREATED) {
              assertEquals(saved.link().id(), saved.link().revision());
            }
            if (saved.outcome() != Outcome.UNCHANGED) {
              assertTrue(changes.add(account + " " + saved.link().revision()));
            }
          }
        }
        return changes;
      });
    }
    Set<String> changes = new HashSet<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
      for (Future<Set<String>> task : executor.invokeAll(tasks)) {
        for (String change : task.get()) {
          assertTrue(changes.add(change), "each revision is one change: " + change);
        }
      }
    }
    long revisions = 0;
    for (AccountId account : accounts) {
      List<String> urls = urls(account);
      assertEquals(urls.size(), new TreeSet<>(urls).size(), "a URL is there once");
      revisions += links().save(account, draft("https://last.example/")).link().revision() - 1;
    }
    assertEquals(revisions, changes.size(), "there are no gaps");
  }

  /** The URLs that the account's links have, in the order of {@link LinkStore#forEachUrl}. */
  default List<String> urls(AccountId account) {
    List<String> urls = Collections.synchronizedList(new ArrayList<>());
    links().forEachUrl(account, urls::add);
    return urls;
  }

  @Test
  default void anImportTakesTheEarlierOfTwoDates() {
    AccountId account = newAccount();
    String url = "https://example.com/a";
    Instant given = Instant.parse("2020-05-06T07:08:09Z");
    Instant earlier = given.minusSeconds(1);
    links().save(account, draft(url, dated(given)));

    Saved later = links().save(account, draft(url, dated(given.plusSeconds(1))).imported());
    assertEquals(Outcome.UNCHANGED, later.outcome());
    Saved merged = links().save(account, draft(url, dated(earlier)).imported());
    assertEquals(Outcome.MERGED, merged.outcome());
    assertEquals(earlier, merged.link().createdAt());
    assertEquals(Optional.of(merged.link()), links().find(account, merged.link().id()));
    assertEquals(
        Outcome.UNCHANGED, links().save(account, draft(url, dated(earlier)).imported()).outcome());
    assertEquals(
        Outcome.UNCHANGED,
        links().save(account, draft(url, dated(earlier.minusSeconds(1)))).outcome());
  }

  @Test
  default void aTitleIsOneLine() {
    AccountId account = newAccount();
    LinkDraft draft =
        draft("https://example.com/a", titled("  A\r\n\t title  of\u00a0two\u3000words\n"));
    Link link = links().save(account, draft).link();
    assertEquals("A title of\u00a0two\u3000words", link.title());
    assertEquals(Outcome.UNCHANGED, links().save(account, draft).outcome());
  }

  private static LinkFields dated(Instant createdAt) {
    return LinkFields.builder().createdAt(createdAt).build();
  }

  private static Link link(SaveResult result) {
    return assertInstanceOf(Saved.class, result).link();
  }

  /** The link's fields, apart from its URL. */
  static LinkFields fieldsOf(Link link) {
    return LinkFields.builder()
        .title(link.title())
        .description(link.description())
        .note(link.note())
        .imageUrl(link.imageUrl())
        .iconUrl(link.iconUrl())
        .tags(link.tags())
        .unread(link.unread())
        .archived(link.archived())
        .favorite(link.favorite())
        .shared(link.shared())
        .createdAt(link.createdAt())
        .build();
  }
}
