package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store must do when all links of an account are read. */
public interface WholeAccountContract extends StoreContract {

  /** More than a store would read at a time. */
  int MANY = 2_500;

  @Test
  default void everyLinkIsGivenWithAllThatItSays() {
    AccountId account = newAccount();
    Link full =
        links()
            .save(account, StoreContract.draft("https://example.com/a", StoreContract.allFields()))
            .link();
    Link bare = links().save(account, StoreContract.draft("https://example.com/b")).link();
    Link gone = links().save(account, StoreContract.draft("https://example.com/c")).link();
    links().delete(account, gone.id(), Precondition.NONE);
    links().save(newAccount(), StoreContract.draft("https://example.com/d"));

    assertEquals(List.of(full, bare), all(account));
  }

  @Test
  default void anEmptyOrUnknownAccountHasNoLinks() {
    assertEquals(List.of(), all(newAccount()));
    assertEquals(List.of(), all(new AccountId(Long.MAX_VALUE)));
  }

  @Test
  default void aLinkThatStaysIsGivenOnceWhateverOthersWriteMeanwhile() {
    AccountId account = newAccount();
    List<LinkDraft> drafts =
        IntStream.range(0, MANY)
            .mapToObj(i -> StoreContract.draft("https://example.com/" + i))
            .toList();
    links().save(account, drafts);
    List<Long> ids = new ArrayList<>();
    links()
        .forEach(
            account,
            link -> {
              ids.add(link.id());
              if (ids.size() % 500 == 1 && link.id() <= MANY) {
                writeAround(account, link);
              }
            });

    List<Long> staying = all(account).stream().map(Link::id).filter(id -> id <= MANY).toList();
    assertEquals(staying, ids.stream().filter(staying::contains).toList());
  }

  /** Changes the link itself and the last one, deletes the one before, and adds one. */
  private void writeAround(AccountId account, Link link) {
    LinkPatch older =
        new LinkPatch(
            null,
            LinkFields.builder()
                .title("moved")
                .createdAt(Instant.parse("1999-01-01T00:00:00Z"))
                .build(),
            List.of(),
            List.of());
    links().update(account, link.id(), older, Precondition.NONE);
    links().update(account, MANY, older, Precondition.NONE);
    links().delete(account, Math.max(1, link.id() - 1), Precondition.NONE);
    links().save(account, StoreContract.draft("https://example.com/new/" + link.id()));
  }

  private List<Link> all(AccountId account) {
    List<Link> links = new ArrayList<>();
    links().forEach(account, links::add);
    return links;
  }
}
