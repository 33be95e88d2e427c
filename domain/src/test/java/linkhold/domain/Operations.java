package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Set;
import linkhold.domain.BatchResult.Outcome;
import linkhold.domain.BatchResult.Result;
import linkhold.domain.Operation.LinkRef;

/** Operations of batches and their results, in the short form of tests. */
final class Operations {

  private Operations() {}

  static Operation save(String url, LinkFields fields) {
    return new Operation.Save(StoreContract.draft(url, fields), Precondition.NONE);
  }

  static Operation update(LinkRef link, LinkFields fields) {
    return update(link, fields, Precondition.NONE);
  }

  static Operation update(LinkRef link, LinkFields fields, Precondition precondition) {
    return new Operation.Update(
        link, new LinkPatch(null, fields, List.of(), List.of()), precondition);
  }

  /** Gives a link another URL. */
  static Operation move(LinkRef link, String url) {
    return new Operation.Update(
        link,
        new LinkPatch(LinkUrl.parse(url), LinkFields.NONE, List.of(), List.of()),
        Precondition.NONE);
  }

  static Operation delete(LinkRef link) {
    return new Operation.Delete(link, Precondition.NONE);
  }

  static LinkRef byId(long id) {
    return new LinkRef.ById(id);
  }

  static LinkRef byUrl(String url) {
    return new LinkRef.ByUrl(LinkUrl.parse(url));
  }

  /** Asserts that a link is unchanged. */
  static Precondition matching(Link link) {
    return new Precondition(Set.of(link.version()));
  }

  static List<Outcome> outcomes(BatchResult result) {
    return result.results().stream().map(Result::outcome).toList();
  }

  static List<Long> revisions(BatchResult result) {
    return result.results().stream().map(done -> done.change().revision()).toList();
  }

  static List<Long> ids(BatchResult result) {
    return result.results().stream().map(done -> done.change().id()).toList();
  }

  /** The link in an operation's result. */
  static Link link(BatchResult result, int index) {
    return assertInstanceOf(Change.Saved.class, result.results().get(index).change()).link();
  }
}
