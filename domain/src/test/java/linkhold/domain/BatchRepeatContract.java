package linkhold.domain;

import static linkhold.domain.Operations.byId;
import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.ids;
import static linkhold.domain.Operations.matching;
import static linkhold.domain.Operations.move;
import static linkhold.domain.Operations.outcomes;
import static linkhold.domain.Operations.save;
import static linkhold.domain.Operations.update;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import linkhold.domain.BatchResult.Outcome;
import org.junit.jupiter.api.Test;

/** What every {@link SyncStore} must do when a batch whose answer was lost is sent again. */
public interface BatchRepeatContract extends StoreContract {

  String A = "https://example.com/a";
  String B = "https://example.com/b";
  String C = "https://example.com/c";

  @Test
  default void aBatchThatComesAgainChangesNothing() {
    List<Function<Link, List<Operation>>> batches =
        List.of(
            link -> List.of(update(byId(link.id()), titled("New")), delete(byId(link.id()))),
            link -> List.of(save(B, allFields()), delete(byUrl(B))),
            link -> List.of(move(byUrl(A), B)),
            link -> List.of(save(B, allFields()), move(byUrl(B), C)),
            link -> List.of(delete(byUrl(A)), save(B, allFields()), move(byUrl(B), A)),
            link -> List.of(save(B, allFields()), move(byUrl(A), C), move(byUrl(B), A)),
            link ->
                List.of(
                    save(B, allFields()), move(byUrl(A), C), move(byUrl(B), A), move(byUrl(C), B)),
            link ->
                List.of(
                    update(byId(link.id()), titled("First"), matching(link)),
                    save(A, titled("Second"))),
            link -> List.of(delete(byId(link.id())), save(A, titled("Again"))),
            link -> List.of(new Operation.Delete(byId(link.id()), matching(link))),
            link ->
                List.of(
                    new Operation.Save(draft(A, titled("First")), matching(link)),
                    save(A, titled("Second"))));

    for (Function<Link, List<Operation>> operations : batches) {
      AccountId account = newAccount();
      List<Operation> batch =
          operations.apply(links().save(account, draft(A, titled("Old"))).link());
      BatchResult first = sync().apply(account, batch);
      List<Change> state = everything(account);
      // Others go on meanwhile.
      Link other = links().save(account, draft("https://example.com/other")).link();

      BatchResult again = sync().apply(account, batch);

      assertEquals(other.version(), again.version(), batch.toString());
      assertEquals(other.version(), links().version(account));
      assertEquals(ids(first), ids(again));
      assertTrue(outcomes(again).stream().allMatch(Outcome.UNCHANGED::equals));
      state.add(new Change.Saved(other));
      assertEquals(state, everything(account));
      assertEquals(again, sync().apply(account, batch), "a third time");
    }
  }

  @Test
  default void aRepeatedBatchReturnsTheLinksAsTheyAreNow() {
    AccountId account = newAccount();
    List<Operation> batch =
        List.of(
            save(A, titled("First")),
            update(byUrl(A), titled("Second")),
            save(B, titled("Third")),
            delete(byUrl(B)));
    sync().apply(account, batch);

    BatchResult again = sync().apply(account, batch);

    Link a = links().findByUrl(account, LinkUrl.parse(A)).orElseThrow();
    assertEquals(
        List.of(
            new Change.Saved(a),
            new Change.Saved(a),
            new Change.Deleted(3, 4),
            new Change.Deleted(3, 4)),
        again.results().stream().map(BatchResult.Result::change).toList());
  }

  @Test
  default void anOperationIsDoneAgainOnALinkThatSomebodyHasChangedSince() {
    AccountId account = newAccount();
    long a = links().save(account, draft(A)).link().id();
    long b = links().save(account, draft(B)).link().id();
    List<Operation> batch =
        List.of(update(byUrl(A), titled("Mine")), move(byId(b), C), delete(byUrl(C)));
    sync().apply(account, batch);
    links().update(account, a, titledPatch("Theirs"), Precondition.NONE);

    BatchResult again = sync().apply(account, batch);

    assertEquals(List.of(Outcome.UPDATED, Outcome.UNCHANGED, Outcome.UNCHANGED), outcomes(again));
    assertEquals("Mine", links().find(account, a).orElseThrow().title());
  }

  @Test
  default void aLinkThatWasMovedMeanwhileIsStillTheOneThatIsMeant() {
    AccountId account = newAccount();
    long a = links().save(account, draft(A)).link().id();
    List<Operation> batch = List.of(update(byUrl(A), titled("Mine")), move(byUrl(A), B));
    sync().apply(account, batch);
    links().update(account, a, titledPatch("Theirs"), Precondition.NONE);

    sync().apply(account, batch);

    Link link = links().find(account, a).orElseThrow();
    assertEquals("Mine", link.title());
    assertEquals(B, link.url());
  }

  @Test
  default void whatIsSavedOnPurposeAgainIsSaved() {
    AccountId account = newAccount();
    List<Operation> saveAndMore =
        List.of(save(A, titled("Mine")), delete(byUrl(A)), save(A, titled("Mine")));
    sync().apply(account, saveAndMore);
    long id = links().findByUrl(account, LinkUrl.parse(A)).orElseThrow().id();
    links().delete(account, id, Precondition.NONE);

    sync().apply(account, saveAndMore);

    assertEquals("Mine", links().find(account, id).orElseThrow().title());
  }

  @Test
  default void aUrlThatHasComeToMeanAnotherLinkMeansThatOne() {
    AccountId account = newAccount();
    links().save(account, draft(A));
    List<Operation> batch = List.of(delete(byUrl(A)));
    sync().apply(account, batch);
    long other = links().save(account, draft(B)).link().id();
    links()
        .update(
            account,
            other,
            new LinkPatch(LinkUrl.parse(A), LinkFields.NONE, List.of(), List.of()),
            Precondition.NONE);

    BatchResult again = sync().apply(account, batch);

    assertEquals(List.of(Outcome.DELETED), outcomes(again));
    assertEquals(Optional.empty(), links().find(account, other));
  }

  @Test
  default void aConditionThatOthersHaveBrokenFailsARepeatedBatch() {
    AccountId account = newAccount();
    Link link = links().save(account, draft(A)).link();
    List<Operation> batch = List.of(update(byId(link.id()), titled("Mine"), matching(link)));
    sync().apply(account, batch);
    Link theirs = links().update(account, link.id(), titledPatch("Theirs"), Precondition.NONE);

    OperationFailedException failure =
        assertThrows(OperationFailedException.class, () -> sync().apply(account, batch));

    assertEquals(
        theirs, assertInstanceOf(PreconditionFailedException.class, failure.reason()).current());
  }

  @Test
  default void aBatchThatDiffersInAnythingIsAnother() {
    AccountId account = newAccount();
    Link link = links().save(account, draft(A)).link();
    Operation other = save(B, LinkFields.NONE);
    List<LinkFields> variants =
        List.of(
            titled("x"),
            LinkFields.builder().description("x").build(),
            LinkFields.builder().note("x").build(),
            tagged("x"),
            LinkFields.builder().unread(true).build(),
            LinkFields.builder().archived(true).build(),
            LinkFields.builder().favorite(true).build(),
            LinkFields.builder().shared(true).build(),
            LinkFields.builder().createdAt(Instant.EPOCH).build());

    for (LinkFields fields : variants) {
      BatchResult result = sync().apply(account, List.of(update(byId(link.id()), fields), other));
      assertEquals(Outcome.UPDATED, outcomes(result).getFirst(), fields.toString());
    }
    LinkPatch add = new LinkPatch(null, LinkFields.NONE, tags("y"), List.of());
    LinkPatch remove = new LinkPatch(null, LinkFields.NONE, List.of(), tags("y"));
    for (LinkPatch patch : List.of(add, remove)) {
      Operation operation = new Operation.Update(byId(link.id()), patch, Precondition.NONE);
      assertEquals(Outcome.UPDATED, outcomes(sync().apply(account, List.of(operation))).getFirst());
    }
    for (LinkDraft.TagMerge tagMerge : LinkDraft.TagMerge.values()) {
      LinkDraft draft = new LinkDraft(LinkUrl.parse(A), tagged("z"), tagMerge);
      BatchResult result =
          sync()
              .apply(
                  account, List.of(new Operation.Save(draft, Precondition.NONE), delete(byUrl(B))));
      assertEquals(Outcome.MERGED, outcomes(result).getFirst(), tagMerge.toString());
    }
    Operation move = move(byId(link.id()), C);
    assertEquals(Outcome.UPDATED, outcomes(sync().apply(account, List.of(move))).getFirst());
  }

  @Test
  default void aBatchThatFailedIsNotRemembered() {
    AccountId account = newAccount();
    List<Operation> batch = List.of(save(B, titled("B")), update(byUrl(A), titled("A")));
    assertThrows(OperationFailedException.class, () -> sync().apply(account, batch));
    links().save(account, draft(A));

    BatchResult result = sync().apply(account, batch);

    assertEquals(List.of(Outcome.CREATED, Outcome.UPDATED), outcomes(result));
  }

  @Test
  default void aBatchOfAnotherAccountIsAnother() {
    AccountId account = newAccount();
    AccountId other = newAccount();
    links().save(account, draft(A));
    links().save(other, draft(A));
    List<Operation> batch = List.of(update(byUrl(A), titled("A")), move(byUrl(A), B));

    BatchResult first = sync().apply(account, batch);
    BatchResult second = sync().apply(other, batch);

    assertEquals(outcomes(first), outcomes(second));
    assertNotEquals(first.version(), second.version());
  }

  private List<Change> everything(AccountId account) {
    return new ArrayList<>(
        sync()
            .changes(
                account, Optional.of(new SyncCursor(links().version(account).epoch(), 0, 0)), 1000)
            .changes());
  }

  private static LinkPatch titledPatch(String title) {
    return new LinkPatch(null, titled(title), List.of(), List.of());
  }
}
