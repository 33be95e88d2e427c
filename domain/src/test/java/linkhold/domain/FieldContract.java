package linkhold.domain;

import static linkhold.domain.Operations.byId;
import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.matching;
import static linkhold.domain.Operations.update;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tags;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import linkhold.domain.LinkDraft.TagMerge;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SaveResult.Saved;
import org.junit.jupiter.api.Test;

/**
 * No way into a store loses a field of a link. Each field is tested by itself: a store that omits
 * one in a statement or a comparison fails here.
 */
public interface FieldContract extends StoreContract {

  String URL = "https://example.com/a";

  /** What a test does with fields one of which is set. */
  interface WithOne {

    /** Tests fields of which only {@code name} is mentioned. */
    void test(String name, LinkFields one);
  }

  @Test
  default void aLinkWithoutTagsIsFoundWithEveryOtherFieldWhateverWasSavedBefore() {
    AccountId account = newAccount();
    LinkFields untagged = allFields().withTags(null);
    LinkDraft other = draft("https://example.com/other");
    // After each of these, a store may choose another way for the next save.
    Map<Outcome, LinkDraft> before = new LinkedHashMap<>();
    before.put(Outcome.CREATED, other);
    before.put(Outcome.UNCHANGED, other);
    before.put(Outcome.MERGED, other.withFields(titled("x")));
    before.forEach((outcome, draft) -> {
      assertEquals(outcome, links().save(account, draft).outcome());

      Link link = links().save(account, draft("https://example.com/" + outcome, untagged)).link();

      assertEquals(untagged.withTags(List.of()), LinkStoreContract.fieldsOf(link));
      assertEquals(Optional.of(link), links().find(account, link.id()));
      assertEquals(link, all(account).getLast());
    });
  }

  @Test
  default void everyFieldIsFoundWhenSeveralLinksAreCreatedAtOnce() {
    AccountId account = newAccount();
    List<LinkDraft> drafts = new ArrayList<>();
    eachAlone((name, one) -> drafts.add(draft("https://example.com/" + name, one)));

    List<SaveResult> results = links().save(account, drafts);

    for (int i = 0; i < drafts.size(); i++) {
      Link link = ((Saved) results.get(i)).link();
      LinkFields given = drafts.get(i).fields();
      assertTrue(says(link, given), given.toString());
      assertEquals(Optional.of(link), links().find(account, link.id()));
    }
  }

  @Test
  default void eachFieldAloneIsAChangeWhenItIsSavedAgain() {
    eachAlone((name, one) -> {
      if (name.equals("createdAt")) {
        return; // a save does not change when a link was saved first
      }
      AccountId account = newAccount();
      links().save(account, draft(URL));

      Saved saved = links().save(account, draft(URL, one));

      assertEquals(Outcome.MERGED, saved.outcome(), name);
      requireChanged(account, saved.link(), one, name);
      assertEquals(
          new Saved(Outcome.UNCHANGED, saved.link()), links().save(account, draft(URL, one)), name);
    });
  }

  @Test
  default void eachFieldAloneIsAChangeWhenALinkIsUpdated() {
    eachAlone((name, one) -> {
      AccountId account = newAccount();
      long id = links().save(account, draft(URL)).link().id();
      LinkPatch patch = new LinkPatch(null, one, List.of(), List.of());

      Link link = links().update(account, id, patch, Precondition.NONE);

      requireChanged(account, link, one, name);
      assertEquals(link, links().update(account, id, patch, Precondition.NONE), name);
    });
  }

  @Test
  default void eachFieldAloneIsAChangeInABatch() {
    eachAlone((name, one) -> {
      AccountId account = newAccount();
      long id = links().save(account, draft(URL)).link().id();

      sync().apply(account, List.of(update(byId(id), one)));

      requireChanged(account, links().find(account, id).orElseThrow(), one, name);
    });
  }

  @Test
  default void eachFieldIsClearedAloneAndLeavesTheOthers() {
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
            .build();
    each(
        cleared,
        (name, one) -> {
          AccountId account = newAccount();
          Link full = links().save(account, draft(URL, allFields())).link();

          Link link =
              links()
                  .save(account, new LinkDraft(LinkUrl.parse(URL), one, TagMerge.REPLACE))
                  .link();

          assertEquals(2, link.revision(), name);
          assertEquals(Optional.of(link), links().find(account, link.id()), name);
          for (RecordComponent component : LinkFields.class.getRecordComponents()) {
            Object now = value(component, LinkStoreContract.fieldsOf(link));
            Object before = value(component, LinkStoreContract.fieldsOf(full));
            if (component.getName().equals(name)) {
              assertNotEquals(before, now, name);
            } else {
              assertEquals(before, now, name + " leaves " + component.getName());
            }
          }
        });
  }

  @Test
  default void aLinkThatIsRestoredHasEachFieldOfTheDraftAndNoOther() {
    eachAlone((name, one) -> {
      AccountId account = newAccount();
      long id = links().save(account, draft(URL, allFields())).link().id();
      links().delete(account, id, Precondition.NONE);

      Saved saved = links().save(account, draft(URL, one));

      assertEquals(Outcome.RESTORED, saved.outcome());
      Instant createdAt = one.createdAt() == null ? saved.link().updatedAt() : one.createdAt();
      Link expected = draft(URL, one).create(id, saved.link().version(), saved.link().updatedAt());
      assertEquals(expected, saved.link());
      assertEquals(createdAt, saved.link().createdAt());
      assertEquals(Optional.of(saved.link()), links().find(account, id));
    });
  }

  @Test
  default void aBatchThatDiffersInOneFieldIsAnotherBatch() {
    AccountId account = newAccount();
    List<Operation> none = saveAndDelete(LinkFields.NONE, Precondition.NONE);
    eachAlone((name, one) -> {
      List<Operation> batch = saveAndDelete(one, Precondition.NONE);
      long before = sync().apply(account, none).version().revision();

      long after = sync().apply(account, batch).version().revision();

      assertEquals(before + 2, after, name);
      assertEquals(after, sync().apply(account, batch).version().revision(), name + " again");
    });
  }

  @Test
  default void aBatchThatDiffersInAPatchAloneIsAnotherBatch() {
    AccountId account = newAccount();
    long id = links().save(account, draft(URL)).link().id();
    List<LinkPatch> patches = new ArrayList<>();
    eachAlone((_, one) -> patches.add(new LinkPatch(null, one, List.of(), List.of())));
    patches.add(new LinkPatch(null, LinkFields.NONE, tags("one"), List.of()));
    patches.add(new LinkPatch(null, LinkFields.NONE, tags("other"), List.of()));
    patches.add(new LinkPatch(null, LinkFields.NONE, List.of(), tags("one")));
    patches.add(
        new LinkPatch(LinkUrl.parse("https://b.example/"), LinkFields.NONE, List.of(), List.of()));

    LinkPatch none = new LinkPatch(null, LinkFields.NONE, List.of(), List.of());
    for (LinkPatch patch : patches) {
      sync().apply(account, List.of(new Operation.Update(byId(id), none, Precondition.NONE)));
      long before = links().version(account).revision();
      sync().apply(account, List.of(new Operation.Update(byId(id), patch, Precondition.NONE)));
      assertEquals(before + 1, links().version(account).revision(), patch.toString());
    }
  }

  @Test
  default void aBatchThatDiffersInItsPreconditionAloneIsAnotherBatch() {
    AccountId account = newAccount();
    Link first = links().save(account, draft(URL)).link();
    sync().apply(account, List.of(delete(byUrl(URL))));

    sync().apply(account, saveAndDelete(titled("x"), Precondition.NONE));
    BatchResult other = sync().apply(account, saveAndDelete(titled("x"), matching(first)));

    assertEquals(6, other.version().revision(), "it was done, and not taken for a repeat");
  }

  private static List<Operation> saveAndDelete(LinkFields fields, Precondition precondition) {
    Operation save = new Operation.Save(draft(URL, fields), precondition);
    return List.of(save, delete(byUrl(URL)));
  }

  private void requireChanged(AccountId account, Link link, LinkFields one, String name) {
    assertEquals(2, link.revision(), name);
    assertTrue(says(link, one), name);
    assertEquals(Optional.of(link), links().find(account, link.id()), name);
    assertEquals(List.of(link), all(account), name);
    List<Change> changes = sync().changes(account, Optional.empty(), 10).changes();
    assertEquals(List.of(new Change.Saved(link)), changes, name);
  }

  private List<Link> all(AccountId account) {
    List<Link> all = new ArrayList<>();
    links().forEach(account, all::add);
    return all;
  }

  /** Whether the link has what the fields mention. */
  private static boolean says(Link link, LinkFields fields) {
    return Arrays.stream(LinkFields.class.getRecordComponents())
        .allMatch(component -> {
          Object given = value(component, fields);
          return given == null || given.equals(value(component, LinkStoreContract.fieldsOf(link)));
        });
  }

  /** Tests each of {@link StoreContract#allFields} by itself. */
  private static void eachAlone(WithOne test) {
    each(allFields(), test);
  }

  /** Tests each field that is mentioned in {@code fields} by itself. */
  private static void each(LinkFields fields, WithOne test) {
    RecordComponent[] components = LinkFields.class.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      if (value(components[i], fields) != null) {
        test.test(components[i].getName(), only(i, components, fields));
      }
    }
  }

  private static LinkFields only(int index, RecordComponent[] components, LinkFields fields) {
    Object[] values = new Object[components.length];
    values[index] = value(components[index], fields);
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return LinkFields.class.getConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object value(RecordComponent component, LinkFields fields) {
    try {
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
