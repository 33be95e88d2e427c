package linkhold.domain;

import static linkhold.domain.Operations.byId;
import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.ids;
import static linkhold.domain.Operations.link;
import static linkhold.domain.Operations.matching;
import static linkhold.domain.Operations.move;
import static linkhold.domain.Operations.outcomes;
import static linkhold.domain.Operations.revisions;
import static linkhold.domain.Operations.save;
import static linkhold.domain.Operations.update;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import linkhold.domain.BatchResult.Outcome;
import org.junit.jupiter.api.Test;

/** What every {@link SyncStore} must do when operations come as one. */
public interface BatchContract extends StoreContract {

  @Test
  default void operationsOfABatchSeeWhatThoseBeforeThemDid() {
    AccountId account = newAccount();
    long deleted = links().save(account, draft("https://example.com/d", allFields())).link().id();

    BatchResult result =
        sync()
            .apply(
                account,
                List.of(
                    save("https://example.com/a", allFields()),
                    update(byUrl("https://EXAMPLE.com/a"), titled("Second")),
                    save("https://example.com/a", tagged("third")),
                    delete(byId(deleted)),
                    save("https://example.com/d", titled("Again")),
                    delete(byUrl("https://example.com/a")),
                    save("https://example.com/b", LinkFields.NONE)));

    assertEquals(
        List.of(
            Outcome.CREATED,
            Outcome.UPDATED,
            Outcome.MERGED,
            Outcome.DELETED,
            Outcome.RESTORED,
            Outcome.DELETED,
            Outcome.CREATED),
        outcomes(result));
    assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 7L, 8L), revisions(result));
    assertEquals(List.of(2L, 2L, 2L, deleted, deleted, 2L, 8L), ids(result));
    assertEquals("Second", link(result, 1).title());
    assertEquals(tags("Java", "två-ord", "third"), link(result, 2).tags());
    assertEquals(links().version(account), result.version());
    assertEquals(Optional.empty(), links().find(account, 2));
    assertEquals(Optional.of(link(result, 4)), links().find(account, deleted));
    assertEquals(Optional.of(link(result, 6)), links().find(account, 8));
  }

  @Test
  default void aBatchKeepsEveryField() {
    AccountId account = newAccount();

    BatchResult result = sync().apply(account, List.of(save("https://example.com/a", allFields())));

    assertEquals(allFields(), LinkStoreContract.fieldsOf(link(result, 0)));
    assertEquals(Optional.of(link(result, 0)), links().find(account, 1));
    assertEquals(
        Optional.of(link(result, 0)),
        links().findByUrl(account, LinkUrl.parse("https://example.com/a")));
  }

  @Test
  default void anEmptyBatchDoesNothing() {
    AccountId account = newAccount();

    BatchResult result = sync().apply(account, List.of());

    assertEquals(new BatchResult(List.of(), links().version(account)), result);
    assertEquals(0, result.version().revision());
  }

  @Test
  default void operationsWithoutEffectTakeNoRevision() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();
    long deleted = links().save(account, draft("https://example.com/b")).link().id();
    links().delete(account, deleted, Precondition.NONE);

    BatchResult result =
        sync()
            .apply(
                account,
                List.of(
                    save("https://example.com/a", tagged("JAVA")),
                    update(byId(link.id()), tagged("Java", "två-ord")),
                    delete(byId(deleted)),
                    delete(byUrl("https://example.com/b"))));

    assertEquals(
        List.of(Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.UNCHANGED),
        outcomes(result));
    assertEquals(new Change.Saved(link), result.results().get(0).change());
    assertEquals(new Change.Deleted(deleted, 3), result.results().get(3).change());
    assertEquals(3, links().version(account).revision());
  }

  @Test
  default void aBatchWithAnOperationThatFailsDoesNothingAndNamesIt() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();
    List<Operation> good =
        List.of(
            save("https://example.com/b", tagged("new")),
            update(byId(link.id()), titled("Changed")),
            delete(byId(link.id())));
    String[] most = IntStream.range(0, 64).mapToObj(i -> "tag" + i).toArray(String[]::new);

    assertFails(account, NotFoundException.class, good, update(byId(99), titled("x")));
    assertFails(account, NotFoundException.class, good, delete(byId(99)));
    assertFails(account, NotFoundException.class, good, delete(byUrl("https://example.com/never")));
    assertFails(account, NotFoundException.class, good, update(byId(link.id()), titled("x")));
    assertFails(
        account,
        AlreadyExistsException.class,
        good.subList(0, 2),
        move(byId(link.id()), "https://example.com/b"));
    assertFails(
        account,
        InvalidInputException.class,
        good.subList(0, 1),
        save("https://example.com/b", tagged(most)));
    assertFails(
        account,
        PreconditionFailedException.class,
        good.subList(0, 2),
        new Operation.Delete(byId(link.id()), matching(link)));

    assertEquals(Optional.of(link), links().find(account, link.id()));
    assertEquals(
        Optional.empty(), links().findByUrl(account, LinkUrl.parse("https://example.com/b")));
    assertEquals(1, links().version(account).revision());
    assertEquals(2, stores().tags().list(account).size());
  }

  private void assertFails(
      AccountId account,
      Class<? extends DomainException> reason,
      List<Operation> good,
      Operation bad) {
    List<Operation> operations = new ArrayList<>(good);
    operations.add(bad);
    operations.addAll(good);
    OperationFailedException failure =
        assertThrows(OperationFailedException.class, () -> sync().apply(account, operations));
    assertEquals(good.size(), failure.index());
    assertInstanceOf(reason, failure.reason());
  }

  @Test
  default void aBatchIsOneAccountsOnly() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    Link link = links().save(account, draft("https://example.com/a", allFields())).link();
    List<Operation> batch = List.of(delete(byUrl("https://example.com/a")));

    assertThrows(OperationFailedException.class, () -> sync().apply(other, batch));
    assertThrows(
        OperationFailedException.class,
        () -> sync().apply(other, List.of(delete(byId(link.id())))));
    assertEquals(Optional.of(link), links().find(account, link.id()));
    assertThrows(NotFoundException.class, () -> sync().apply(new AccountId(Long.MAX_VALUE), batch));
  }

  @Test
  default void aPreconditionIsAboutTheLinkAsItIsWhenItsTurnComes() {
    AccountId account = newAccount();
    Link link = links().save(account, draft("https://example.com/a")).link();
    Precondition first = matching(link);

    BatchResult result =
        sync()
            .apply(
                account,
                List.of(
                    new Operation.Save(draft("https://example.com/a", titled("A")), first),
                    // Its effect is there.
                    new Operation.Save(draft("https://example.com/a", titled("A")), first),
                    // No link has the URL.
                    new Operation.Save(draft("https://example.com/b", titled("B")), first)));

    assertEquals(List.of(Outcome.MERGED, Outcome.UNCHANGED, Outcome.CREATED), outcomes(result));
    OperationFailedException failure =
        assertThrows(
            OperationFailedException.class,
            () ->
                sync()
                    .apply(
                        account,
                        List.of(
                            new Operation.Save(
                                draft("https://example.com/a", titled("C")), first))));
    PreconditionFailedException stale =
        assertInstanceOf(PreconditionFailedException.class, failure.reason());
    assertEquals(link(result, 0), stale.current());
  }

  @Test
  default void linksMayChangeTheirUrlsAmongThemselves() {
    AccountId account = newAccount();
    long a = links().save(account, draft("https://example.com/a", titled("A"))).link().id();
    long b = links().save(account, draft("https://example.com/b", titled("B"))).link().id();
    long gone = links().save(account, draft("https://example.com/c")).link().id();
    links().delete(account, gone, Precondition.NONE);

    BatchResult result =
        sync()
            .apply(
                account,
                List.of(
                    move(byId(a), "https://example.com/t"),
                    move(byId(b), "https://example.com/a"),
                    move(byUrl("https://example.com/t"), "https://example.com/b"),
                    save("https://example.com/d", titled("D")),
                    delete(byUrl("https://example.com/d")),
                    move(byId(b), "https://example.com/d"),
                    move(byId(a), "https://example.com/c"),
                    save("https://example.com/a", titled("New"))));

    assertEquals("https://example.com/c", links().find(account, a).orElseThrow().url());
    assertEquals("https://example.com/d", links().find(account, b).orElseThrow().url());
    assertEquals(Outcome.CREATED, result.results().getLast().outcome());
    for (String url : List.of("a", "c", "d")) {
      assertEquals(
          1,
          links().findByUrl(account, LinkUrl.parse("https://example.com/" + url)).stream().count());
    }
    assertEquals(
        SaveResult.Outcome.CREATED,
        links().save(account, draft("https://example.com/b")).outcome());
  }

  @Test
  default void aBatchSpellsTagsAsTheyWereFirstWritten() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", tagged("Spelled")));

    BatchResult result =
        sync()
            .apply(
                account,
                List.of(
                    save("https://example.com/b", tagged("SPELLED", "New")),
                    update(byUrl("https://example.com/a"), tagged("NEW"))));

    assertEquals(tags("Spelled", "New"), link(result, 0).tags());
    assertEquals(tags("New"), link(result, 1).tags());
    assertEquals(
        List.of(new TagCount(new Tag("New"), 2), new TagCount(new Tag("Spelled"), 1)),
        stores().tags().list(account));
  }

  @Test
  default void aLargeBatchIsApplied() {
    AccountId account = newAccount();
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; operations.size() < Operation.MAX_PER_BATCH; i++) {
      operations.add(save("https://example.com/" + i, allFields()));
      operations.add(update(byUrl("https://example.com/" + i), titled("Title " + i)));
      operations.add(save("https://example.com/" + i, tagged("tag" + i)));
      operations.add(
          i % 2 == 0
              ? delete(byUrl("https://example.com/" + i))
              : save("https://example.com/other/" + i, allFields()));
    }

    BatchResult result = sync().apply(account, operations);

    assertEquals(
        IntStream.rangeClosed(1, Operation.MAX_PER_BATCH).mapToObj(i -> (long) i).toList(),
        revisions(result));
    assertEquals(250, links().summary(account).links());
    assertEquals(result.version(), sync().apply(account, operations).version());
  }
}
