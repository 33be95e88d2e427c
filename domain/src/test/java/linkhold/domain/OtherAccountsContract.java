package linkhold.domain;

import static linkhold.domain.Operations.byUrl;
import static linkhold.domain.Operations.delete;
import static linkhold.domain.Operations.save;
import static linkhold.domain.StoreContract.allFields;
import static linkhold.domain.StoreContract.draft;
import static linkhold.domain.StoreContract.tagged;
import static linkhold.domain.StoreContract.titled;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Changing or removing something in one account changes nothing in another one, whose links, tags
 * and bundles have the same ids, URLs and names.
 */
public interface OtherAccountsContract extends StoreContract {

  @Test
  default void whatIsRemovedInOneAccountStaysInTheOthers() {
    List<AccountId> twins = List.of(twin(), twin(), twin());
    AccountId changed = twins.get(1);
    List<List<Object>> before = List.of(content(twins.getFirst()), content(twins.getLast()));

    stores().tags().rename(changed, new Tag("Java"), new Tag("jvm"));
    stores().tags().remove(changed, new Tag("två-ord"));
    stores()
        .numberedTags()
        .list(changed)
        .forEach(tag -> stores().numberedTags().remove(changed, tag.id()));
    stores()
        .bundles()
        .list(changed)
        .forEach(bundle -> stores().bundles().remove(changed, bundle.id()));
    links().delete(changed, 1, Precondition.NONE);
    sync().apply(changed, List.of(delete(byUrl("https://example.com/b"))));

    assertEquals(before, List.of(content(twins.getFirst()), content(twins.getLast())));

    accounts().remove(accounts().find(changed).orElseThrow().name());

    assertEquals(before, List.of(content(twins.getFirst()), content(twins.getLast())));
    for (AccountId other : List.of(twins.getFirst(), twins.getLast())) {
      long revision = links().version(other).revision();
      assertEquals(revision, sync().apply(other, batch()).version().revision(), "it is a repeat");
    }
  }

  /** An account that has the same as every other that this makes. */
  private AccountId twin() {
    AccountId account = newAccount();
    links().save(account, draft("https://example.com/a", allFields()));
    links().save(account, draft("https://example.com/b", tagged("JAVA", "x")));
    links().save(account, draft("https://example.com/c"));
    links().delete(account, 3, Precondition.NONE);
    sync().apply(account, batch());
    stores().numberedTags().add(account, new Tag("Unused"));
    var either = BundleFields.Choice.EITHER;
    stores().bundles().add(account, new BundleFields("b", "", "Java", "", "", either, either, 1));
    return account;
  }

  private static List<Operation> batch() {
    return List.of(
        save("https://example.com/d", titled("D")), delete(byUrl("https://example.com/d")));
  }

  /** All that an account has. */
  private List<Object> content(AccountId account) {
    List<Object> content = new ArrayList<>();
    links().forEach(account, content::add);
    content.add(sync().changes(account, Optional.empty(), 100).changes());
    content.add(links().version(account));
    content.add(stores().tags().list(account));
    content.add(stores().numberedTags().list(account));
    content.add(stores().bundles().list(account));
    content.add(accounts().find(account));
    return content;
  }
}
