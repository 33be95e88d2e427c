package linkhold.domain;

import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import linkhold.domain.PageQueue.Due;
import linkhold.domain.PageQueue.Request;
import linkhold.domain.PageRead.Field;
import linkhold.domain.PageRead.State;
import linkhold.domain.PageReader.Result;
import linkhold.domain.SaveResult.Outcome;
import org.junit.jupiter.api.Test;

/** Which pages are to be read, in which order, and the link after its page was read. */
public interface PageQueueContract extends StoreContract {

  PageContent PAGE =
      new PageContent(
          "The page's title",
          "What it is about",
          "https://example.com/image.png",
          "https://example.com/icon.png",
          "https://example.com/final",
          "en");

  /** The data of {@link #stores}, opened once more and used by it at the same time. */
  Stores again();

  private PageQueue pages() {
    return stores().pages();
  }

  /** Every account but these: other tests leave links in the queue. */
  private Set<AccountId> allBut(AccountId... own) {
    Set<AccountId> others = new HashSet<>();
    accounts().list().forEach(account -> others.add(account.id()));
    others.removeAll(List.of(own));
    return others;
  }

  /** Begins the first read that is due, without the busy accounts. */
  static List<Request> take(PageQueue pages, Set<AccountId> busyAccounts, int limit) {
    return pages.due(busyAccounts, Set.of(), limit).stream()
        .map(pages::begin)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Begins everything that is due of the account. */
  private List<Request> takeAll(AccountId account) {
    return takeAll(pages(), account);
  }

  private List<Request> takeAll(PageQueue pages, AccountId account) {
    return take(pages, allBut(account), 100);
  }

  private Request takeOnly(AccountId account) {
    List<Request> taken = takeAll(account);
    assertEquals(1, taken.size(), taken.toString());
    return taken.getFirst();
  }

  private Link link(AccountId account, long id) {
    return links().find(account, id).orElseThrow();
  }

  private static Link read(Link link, State state, Set<Field> filled) {
    return link.toBuilder().pageRead(new PageRead(state, filled)).build();
  }

  @Test
  default void aLinkWithoutATitleIsQueuedAndFilled() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://User@Example.com:8443/a")).link();
    assertEquals(PageRead.PENDING, link.pageRead());
    assertEquals(link, link(account, link.id()));

    Request request = takeOnly(account);
    assertEquals(
        new Request(account, link.id(), LinkUrl.parse(link.url()), "example.com", 1), request);
    pages().finish(request, new Result.Content(PAGE));

    Link filled = link(account, link.id());
    assertEquals(2, filled.revision());
    assertEquals("The page's title", filled.title());
    assertEquals("What it is about", filled.description());
    assertEquals("https://example.com/image.png", filled.imageUrl());
    assertEquals("https://example.com/icon.png", filled.iconUrl());
    assertEquals(new PageRead(State.DONE, Set.of(Field.values())), filled.pageRead());
    assertEquals(
        List.of(new Change.Saved(filled)), sync().changes(account, Optional.empty(), 10).changes());
    assertEquals(2, links().version(account).revision());
    assertEquals(List.of(), takeAll(account));
  }

  @Test
  default void aLinkIsQueuedOnEveryWayIntoTheStore() {
    AccountId account = newAccount();
    Set<Long> expected = new HashSet<>();
    LinkFields untitled = allFields().withTitle(null);
    expected.add(links().save(account, draft("https://a.example/")).link().id());
    expected.add(links().save(account, draft("https://b.example/", untitled)).link().id());
    Link deleted = links().save(account, draft("https://c.example/", allFields())).link();
    links().delete(account, deleted.id(), Precondition.NONE);
    expected.add(links().save(account, draft("https://c.example/")).link().id());
    for (SaveResult result :
        links().save(account, List.of(draft("https://d.example/"), draft("https://e.example/")))) {
      expected.add(((SaveResult.Saved) result).link().id());
    }
    sync()
        .apply(
            account, List.of(new Operation.Save(draft("https://f.example/"), Precondition.NONE)));
    expected.add(links().version(account).revision());

    List<Request> taken = takeAll(account);

    assertEquals(expected, new HashSet<>(taken.stream().map(Request::link).toList()));
    assertEquals(expected.size(), taken.size());
  }

  @Test
  default void aLinkThatHasATitleOrIsNoPageIsNotQueued() {
    AccountId account = newAccount();
    Link titled = links().save(account, draft("https://a.example/", titled("x"))).link();
    Link mail = links().save(account, draft("mailto:a@example.com")).link();
    links().save(account, draft("https://a.example/", titled("y")));

    assertEquals(PageRead.OFF, titled.pageRead());
    assertEquals(PageRead.OFF, mail.pageRead());
    assertEquals(List.of(), takeAll(account));
    assertThrows(InvalidInputException.class, () -> pages().refresh(account, mail.id()));
  }

  @Test
  default void whatAPersonWroteIsNeverReplaced() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://a.example/")).link().id();
    Request request = takeOnly(account);
    LinkFields written = titled("Mine");
    links().update(account, id, new LinkPatch(null, written, List.of(), List.of()), none());
    pages().finish(request, new Result.Content(PAGE));

    Link link = link(account, id);
    assertEquals("Mine", link.title());
    assertEquals("What it is about", link.description());
    assertEquals(
        new PageRead(State.DONE, Set.of(Field.DESCRIPTION, Field.IMAGE, Field.ICON)),
        link.pageRead());
  }

  @Test
  default void aRefreshReplacesWhatAReadFilledAndNothingElse() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://a.example/")).link().id();
    pages().finish(takeOnly(account), new Result.Content(PAGE));
    // One field is edited, and one is given with its present value.
    LinkFields edits = LinkFields.builder().title("Mine").description(PAGE.description()).build();
    Link edited = links().save(account, draft("https://a.example/", edits)).link();
    assertEquals(Set.of(Field.DESCRIPTION, Field.IMAGE, Field.ICON), edited.pageRead().filled());

    Link refreshed = pages().refresh(account, id);
    assertEquals(State.PENDING, refreshed.pageRead().state());
    assertEquals(refreshed, link(account, id));
    assertEquals(edited.revision() + 1, refreshed.revision());
    assertEquals(refreshed, pages().refresh(account, id));
    PageContent later = new PageContent("Theirs", "New", null, null, "https://a.example/", null);
    pages().finish(takeOnly(account), new Result.Content(later));

    Link link = link(account, id);
    assertEquals("Mine", link.title());
    assertEquals("New", link.description());
    assertEquals(PAGE.imageUrl(), link.imageUrl());
    assertEquals(
        new PageRead(State.DONE, Set.of(Field.DESCRIPTION, Field.IMAGE, Field.ICON)),
        link.pageRead());
    assertThrows(NotFoundException.class, () -> pages().refresh(account, 1_000));
    assertThrows(NotFoundException.class, () -> pages().refresh(newAccount(), id));
  }

  @Test
  default void aPageWithoutContentHasFailedAndChangesNothingElse() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://a.example/")).link();
    pages().finish(takeOnly(account), new Result.Nothing());

    Link failed = link(account, link.id());
    assertEquals(
        read(link, State.FAILED, Set.of()).changed(failed.version(), failed.updatedAt()), failed);
    assertEquals(2, failed.revision());
    assertEquals(List.of(), takeAll(account));
    assertEquals(State.PENDING, pages().refresh(account, link.id()).pageRead().state());
    assertEquals(1, takeOnly(account).attempt());
  }

  @Test
  default void anUnreachablePageIsTriedAgainLaterAndAtMostThreeTimes() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://a.example/")).link().id();
    for (int attempt = 1; attempt <= 4; attempt++) {
      Request request = takeLater(account);
      assertEquals(attempt, request.attempt());
      assertEquals(State.PENDING, link(account, id).pageRead().state());
      assertEquals(1, links().version(account).revision());
      pages().finish(request, new Result.Unreachable());
      assertEquals(List.of(), takeAll(account));
    }
    assertEquals(State.FAILED, link(account, id).pageRead().state());
  }

  @Test
  default void whatWasTakenByAServerThatEndedIsTakenAgain() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://a.example/")).link().id();
    assertEquals(1, takeOnly(account).attempt());
    assertEquals(List.of(), takeAll(again().pages(), account), "it is still being read");

    Request again = takeLater(account);
    assertEquals(2, again.attempt());
    pages().finish(again, new Result.Content(PAGE));
    assertEquals(PAGE.title(), link(account, id).title());
  }

  /** Takes the account's only request, once it is due; looks every 30 seconds of the clock. */
  private Request takeLater(AccountId account) {
    Set<AccountId> others = allBut(account);
    for (int look = 0; look < 100; look++) {
      List<Request> taken = take(pages(), others, 1);
      if (!taken.isEmpty()) {
        return taken.getFirst();
      }
      CLOCK.pass(Duration.ofSeconds(30));
    }
    throw new AssertionError("It did not become due");
  }

  @Test
  default void busyAccountsAndHostsAreLeftOutAndTheFirstLinksComeFirst() {
    AccountId one = newAccount();
    AccountId other = newAccount();
    AccountId busy = newAccount();
    String umlaut = LinkUrl.parse("https://drei-äpfel.example/").host();
    for (String path : List.of("a", "b")) {
      links().save(one, draft("https://one.example/" + path));
      links().save(other, draft("https://Two.example:8443/" + path));
      links().save(other, draft("https://drei-äpfel.example/" + path));
      links().save(busy, draft("https://four.example/" + path));
    }
    Set<AccountId> others = allBut(one, other);

    assertEquals(6, pages().due(others, Set.of(), 10).size());
    assertEquals(
        List.of("https://one.example/a", "https://Two.example:8443/a"),
        pages().due(others, Set.of(), 2).stream().map(due -> due.url().given()).toList());
    assertEquals(
        List.of(one, one),
        pages().due(others, Set.of("two.example", umlaut), 10).stream().map(Due::account).toList());
    assertEquals(
        Set.of("four.example"),
        pages().due(allBut(busy), Set.of("one.example"), 10).stream()
            .map(due -> due.url().host())
            .collect(Collectors.toSet()));
  }

  @Test
  default void aLinkThatIsNotDueAnyMoreIsNotBegun() {
    AccountId account = newAccount();
    Set<AccountId> others = allBut(account);
    long deleted = links().save(account, draft("https://a.example/")).link().id();
    links().save(account, draft("https://b.example/"));
    List<Due> due = pages().due(others, Set.of(), 10);
    links().delete(account, deleted, none());

    List<Request> begun = due.stream().map(pages()::begin).flatMap(Optional::stream).toList();

    assertEquals(List.of("b.example"), begun.stream().map(Request::host).toList());
    assertEquals(Optional.empty(), again().pages().begin(due.getLast()), "it is being read");
  }

  @Test
  default void singleSavesComeBeforeImportsAndTheOldestFirst() {
    AccountId account = newAccount();
    for (String host : List.of("first", "second")) {
      links().save(account, draft("https://" + host + ".import.example/").imported());
    }
    for (String host : List.of("third", "fourth")) {
      links().save(account, List.of(draft("https://" + host + ".example/")));
    }

    assertEquals(
        List.of("third.example", "fourth.example", "first.import.example", "second.import.example"),
        takeAll(account).stream().map(Request::host).toList());
  }

  @Test
  default void aRefreshOfAnImportedLinkComesBeforeTheOtherImports() {
    AccountId account = newAccount();
    for (String host : List.of("first", "second")) {
      links().save(account, draft("https://" + host + ".import.example/").imported());
    }
    pages().refresh(account, links().version(account).revision());

    assertEquals(
        List.of("second.import.example", "first.import.example"),
        takeAll(account).stream().map(Request::host).toList());
  }

  @Test
  default void aLinkThatIsDeletedWhileItIsReadAndRestoredIsReadAgain() {
    AccountId account = newAccount();
    long id = links().save(account, draft("https://a.example/")).link().id();
    assertEquals(1, takeOnly(account).attempt());
    links().delete(account, id, none());
    assertEquals(id, links().save(account, draft("https://a.example/")).link().id());

    Request again = takeOnly(account);

    assertEquals(1, again.attempt());
    pages().finish(again, new Result.Content(PAGE));
    assertEquals(PAGE.title(), link(account, id).title());
  }

  @Test
  default void theReadOfALinkThatIsGoneOrHasAnotherUrlIsDropped() {
    AccountId account = newAccount();
    long deleted = links().save(account, draft("https://a.example/")).link().id();
    Request first = takeOnly(account);
    links().delete(account, deleted, none());
    pages().finish(first, new Result.Content(PAGE));
    assertEquals(Optional.empty(), links().find(account, deleted));

    long moved = links().save(account, draft("https://b.example/")).link().id();
    Request second = takeOnly(account);
    LinkPatch patch =
        new LinkPatch(LinkUrl.parse("https://c.example/"), LinkFields.NONE, List.of(), List.of());
    links().update(account, moved, patch, none());
    pages().finish(second, new Result.Content(PAGE));
    assertEquals(null, link(account, moved).title());
    assertEquals(State.PENDING, link(account, moved).pageRead().state());
    assertEquals("c.example", takeOnly(account).host());

    long queued = links().save(account, draft("https://d.example/")).link().id();
    links().delete(account, queued, none());
    assertEquals(List.of(), takeAll(account));
  }

  @Test
  default void theQueueOfAnAccountGoesWithIt() {
    String name = "read-" + ACCOUNTS.incrementAndGet();
    AccountId account = accounts().add(name).id();
    links().save(account, draft("https://a.example/"));
    Request request = takeOnly(account);
    links().save(account, draft("https://b.example/"));
    accounts().remove(name);
    pages().finish(request, new Result.Content(PAGE));
    assertEquals(List.of(), takeAll(account));
  }

  @Test
  default void eachFieldIsFilledAloneAndSurvivesAnImportOfTheSame() {
    AccountId account = newAccount();
    PageContent icon =
        new PageContent(null, null, null, PAGE.iconUrl(), "https://a.example/", null);
    long id = links().save(account, draft("https://a.example/")).link().id();
    pages().finish(takeOnly(account), new Result.Content(icon));
    Link link = link(account, id);
    assertEquals(PAGE.iconUrl(), link.iconUrl());
    assertEquals(new PageRead(State.FAILED, Set.of(Field.ICON)), link.pageRead());

    SaveResult.Saved same = links().save(account, draft("https://a.example/").imported());
    assertEquals(new SaveResult.Saved(Outcome.UNCHANGED, link), same);
  }

  @Test
  default void severalServersTakeEachRequestOnce() throws Exception {
    List<AccountId> accounts = List.of(newAccount(), newAccount(), newAccount());
    Set<AccountId> others = allBut(accounts.toArray(AccountId[]::new));
    for (int i = 0; i < 30; i++) {
      links().save(accounts.get(i % 3), draft("https://host" + i + ".example/"));
    }
    List<Callable<List<Request>>> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PageQueue pages = i % 2 == 0 ? pages() : again().pages();
      takers.add(() -> {
        List<Request> all = new ArrayList<>();
        List<Request> some = take(pages, others, 3);
        while (!some.isEmpty()) {
          some.forEach(request -> pages.finish(request, new Result.Content(PAGE)));
          all.addAll(some);
          some = take(pages, others, 3);
        }
        return all;
      });
    }

    List<Request> taken = new ArrayList<>();
    ConcurrencyContract.atOnce(takers).forEach(taken::addAll);
    for (AccountId account : accounts) {
      takeAll(account)
          .forEach(request -> {
            pages().finish(request, new Result.Content(PAGE));
            taken.add(request);
          });
    }

    assertEquals(30, taken.size());
    assertEquals(30, new HashSet<>(taken).size());
    assertTrue(taken.stream().allMatch(request -> request.attempt() == 1));
    for (AccountId account : accounts) {
      assertEquals(20, links().version(account).revision());
      links().forEach(account, link -> assertEquals(PAGE.title(), link.title()));
    }
  }

  private static Precondition none() {
    return Precondition.NONE;
  }
}
