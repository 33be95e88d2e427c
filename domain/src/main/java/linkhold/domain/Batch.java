package linkhold.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import linkhold.domain.BatchResult.Outcome;
import linkhold.domain.BatchResult.Result;
import linkhold.domain.Operation.LinkRef;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SyncStore#apply} does to a {@link Library}: each operation in turn; when a batch is
 * repeated, only those whose link has changed since.
 */
public final class Batch {

  private final List<Operation> operations;
  private final @Nullable AppliedBatch before;

  /**
   * A batch to be applied.
   *
   * @param before what is remembered of it; null when it was not applied before
   */
  public Batch(List<Operation> operations, @Nullable AppliedBatch before) {
    if (operations.size() > Operation.MAX_PER_BATCH) {
      throw new IllegalArgumentException("Too many operations.");
    }
    this.operations = List.copyOf(operations);
    this.before = before;
  }

  /**
   * Applies the batch. When it fails, the library may have changed and must be discarded.
   *
   * @throws OperationFailedException when an operation fails
   */
  public BatchResult applyTo(Library library, Instant now) {
    List<Optional<Operation>> toDo =
        before == null ? operations.stream().map(Optional::of).toList() : left(library, before);
    List<Optional<Result>> done = new ArrayList<>();
    for (int i = 0; i < toDo.size(); i++) {
      int index = i;
      done.add(toDo.get(i).map(operation -> apply(library, index, operation, now)));
    }
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < done.size(); i++) {
      int index = i;
      results.add(
          done.get(i).orElseGet(() -> doneBefore(library, Objects.requireNonNull(before), index)));
    }
    return new BatchResult(results, library.version());
  }

  /**
   * The ids of all links that the batch may be about, as far as they are known before it is
   * applied.
   */
  public Set<Long> ids() {
    Set<Long> ids = new HashSet<>(before == null ? List.of() : before.ids());
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Update(LinkRef.ById(long id), _, _) -> ids.add(id);
        case Operation.Delete(LinkRef.ById(long id), _) -> ids.add(id);
        case Operation.Save _, Operation.Update _, Operation.Delete _ -> {}
      }
    }
    return ids;
  }

  /** All URLs that identify links, and all new URLs of links. */
  public List<LinkUrl> urls() {
    List<LinkUrl> urls = new ArrayList<>();
    for (Operation operation : operations) {
      url(operation).ifPresent(urls::add);
      if (operation instanceof Operation.Update update && update.patch().url() != null) {
        urls.add(update.patch().url());
      }
    }
    return urls;
  }

  /** All tags that links may get. */
  public List<Tag> tags() {
    List<Tag> tags = new ArrayList<>();
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Save(LinkDraft(_, LinkFields fields, _, _, _), _)
            when fields.tags() != null ->
            tags.addAll(fields.tags());
        case Operation.Update(_, LinkPatch patch, _) -> tags.addAll(patch.givenTags());
        case Operation.Save _, Operation.Delete _ -> {}
      }
    }
    return tags;
  }

  /**
   * The operations of a repeated batch that still have to be applied; empty for each of the others.
   */
  private List<Optional<Operation>> left(Library library, AppliedBatch before) {
    Set<Long> known = new HashSet<>(before.ids());
    List<Optional<Operation>> left = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      long id = before.ids().get(i);
      Optional<Link> holder = url(operation).flatMap(library::find);
      if (holder.isPresent() && !known.contains(holder.get().id())) {
        // The URL belongs to another link now, not the one that the batch was about.
        left.add(Optional.of(operation));
      } else {
        Change current = library.current(id);
        boolean changed = current != null && current.revision() > before.revision();
        left.add(changed ? Optional.of(about(id, operation)) : Optional.empty());
      }
    }
    return left;
  }

  private static Optional<LinkUrl> url(Operation operation) {
    return switch (operation) {
      case Operation.Save(LinkDraft draft, _) -> Optional.of(draft.url());
      case Operation.Update(LinkRef.ByUrl(LinkUrl url), _, _) -> Optional.of(url);
      case Operation.Delete(LinkRef.ByUrl(LinkUrl url), _) -> Optional.of(url);
      case Operation.Update _, Operation.Delete _ -> Optional.empty();
    };
  }

  private static Operation about(long id, Operation operation) {
    LinkRef link = new LinkRef.ById(id);
    return switch (operation) {
      case Operation.Save save -> save;
      case Operation.Update(_, LinkPatch patch, Precondition precondition) ->
          new Operation.Update(link, patch, precondition);
      case Operation.Delete(_, Precondition precondition) ->
          new Operation.Delete(link, precondition);
    };
  }

  private static Result doneBefore(Library library, AppliedBatch before, int index) {
    long id = before.ids().get(index);
    Change current = library.current(id);
    return new Result(
        Outcome.UNCHANGED, current == null ? new Change.Deleted(id, before.revision()) : current);
  }

  private static Result apply(Library library, int index, Operation operation, Instant now) {
    try {
      return apply(library, operation, now);
    } catch (DomainException e) {
      throw new OperationFailedException(index, e);
    }
  }

  private static Result apply(Library library, Operation operation, Instant now) {
    long revision = library.version().revision();
    return switch (operation) {
      case Operation.Save(LinkDraft draft, Precondition precondition) -> {
        SaveResult.Saved saved = library.save(draft, precondition, now);
        yield new Result(Outcome.valueOf(saved.outcome().name()), new Change.Saved(saved.link()));
      }
      case Operation.Update(LinkRef ref, LinkPatch patch, Precondition precondition) -> {
        Link link = library.update(id(library, ref), patch, precondition, now);
        yield new Result(
            link.revision() > revision ? Outcome.UPDATED : Outcome.UNCHANGED,
            new Change.Saved(link));
      }
      case Operation.Delete(LinkRef ref, Precondition precondition) -> {
        Tombstone tombstone = library.delete(id(library, ref), precondition, now);
        yield new Result(
            tombstone.revision() > revision ? Outcome.DELETED : Outcome.UNCHANGED,
            new Change.Deleted(tombstone.id(), tombstone.revision()));
      }
    };
  }

  private static long id(Library library, LinkRef ref) {
    return switch (ref) {
      case LinkRef.ById(long id) -> id;
      case LinkRef.ByUrl(LinkUrl url) -> {
        Long id = library.idOf(url);
        if (id == null) {
          throw NotFoundException.link();
        }
        yield id;
      }
    };
  }
}
