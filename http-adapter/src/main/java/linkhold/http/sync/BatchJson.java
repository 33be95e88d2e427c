package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import linkhold.domain.BatchResult;
import linkhold.domain.Change;
import linkhold.domain.Fault;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Operation;
import linkhold.domain.Operation.LinkRef;
import linkhold.domain.OperationFailedException;
import linkhold.domain.Precondition;
import linkhold.http.call.EntityTag;
import linkhold.json.JsonObject;
import linkhold.json.LinkJson;
import org.jspecify.annotations.Nullable;

/** Batches in JSON: operations and results. */
final class BatchJson {

  private static final String OPERATIONS = "operations";
  private static final String LINK = "link";
  private static final String PATCH = "patch";

  private static final Set<String> SAVE_MEMBERS = Set.of("op", LINK, "ifMatch");
  private static final Set<String> UPDATE_MEMBERS = Set.of("op", "id", "url", PATCH, "ifMatch");
  private static final Set<String> DELETE_MEMBERS = Set.of("op", "id", "url", "ifMatch");

  private BatchJson() {}

  /**
   * The operations in {@code json}; null or incomplete when it has faults, which are recorded
   * there.
   *
   * @param lenient whether unknown members are ignored
   */
  static @Nullable List<Operation> operations(JsonObject json, boolean lenient) {
    List<JsonObject> given = json.requiredObjects(OPERATIONS, Operation.MAX_PER_BATCH);
    if (!lenient) {
      json.refuseOthers(Set.of(OPERATIONS));
    }
    if (given == null) {
      return null;
    }
    List<Operation> operations = new ArrayList<>(given.size());
    for (JsonObject one : given) {
      Operation operation = operation(one, lenient);
      if (operation != null) {
        operations.add(operation);
      }
    }
    return operations;
  }

  private static @Nullable Operation operation(JsonObject json, boolean lenient) {
    String op = json.requiredString("op");
    return switch (op) {
      case null -> null;
      case "save" -> save(json, lenient);
      case "update" -> update(json, lenient);
      case "delete" -> delete(json, lenient);
      default -> {
        json.refuse("op", "Expected save, update or delete.");
        yield null;
      }
    };
  }

  private static @Nullable Operation save(JsonObject json, boolean lenient) {
    JsonObject link = json.requiredObject(LINK);
    LinkDraft draft = link == null ? null : LinkJson.draft(link, lenient);
    Precondition precondition = precondition(json);
    refuseOthers(json, SAVE_MEMBERS, lenient);
    return draft == null ? null : new Operation.Save(draft, precondition);
  }

  private static @Nullable Operation update(JsonObject json, boolean lenient) {
    LinkRef link = link(json);
    JsonObject object = json.requiredObject(PATCH);
    LinkPatch patch = object == null ? null : LinkJson.patch(object, lenient);
    Precondition precondition = precondition(json);
    refuseOthers(json, UPDATE_MEMBERS, lenient);
    return link == null || patch == null ? null : new Operation.Update(link, patch, precondition);
  }

  private static @Nullable Operation delete(JsonObject json, boolean lenient) {
    LinkRef link = link(json);
    Precondition precondition = precondition(json);
    refuseOthers(json, DELETE_MEMBERS, lenient);
    return link == null ? null : new Operation.Delete(link, precondition);
  }

  private static void refuseOthers(JsonObject json, Set<String> known, boolean lenient) {
    if (!lenient) {
      json.refuseOthers(known);
    }
  }

  private static @Nullable LinkRef link(JsonObject json) {
    Long id = json.wholeNumber("id");
    String text = json.string("url");
    LinkUrl url = text == null ? null : json.parse(() -> json.limits().url(text));
    if (json.has("id") == json.has("url")) {
      json.refuse("Expected either id or url, to say which link is meant.");
      return null;
    }
    if (url != null) {
      return new LinkRef.ByUrl(url);
    }
    if (id != null && id < 1) {
      json.refuse("id", "Expected a number from 1 on.");
      return null;
    }
    return id == null ? null : new LinkRef.ById(id);
  }

  /** Reads {@code ifMatch}: an entity tag, or an array of them, one of which the link must have. */
  private static Precondition precondition(JsonObject json) {
    if (!json.has("ifMatch")) {
      return Precondition.NONE;
    }
    if (json.isArray("ifMatch")) {
      List<Precondition> any = json.strings("ifMatch", BatchJson::tag);
      return any == null ? Precondition.NONE : Precondition.anyOf(any);
    }
    String text = json.string("ifMatch");
    Precondition tag = text == null ? null : json.parseMember("ifMatch", () -> tag(text));
    return tag == null ? Precondition.NONE : tag;
  }

  private static Precondition tag(String text) {
    Precondition tag = EntityTag.precondition(text);
    if (tag == null) {
      throw new InvalidInputException(
          "", "Expected an entity tag as the header ETag gave it, with its quotation marks.");
    }
    return tag;
  }

  /** Writes the result of a batch. */
  static void write(JsonGenerator json, BatchResult result) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("results");
    for (BatchResult.Result one : result.results()) {
      json.writeStartObject();
      json.writeStringField("outcome", one.outcome().name().toLowerCase(Locale.ROOT));
      switch (one.change()) {
        case Change.Saved saved -> LinkJson.writeMember(json, LINK, saved.link());
        case Change.Deleted deleted -> {
          json.writeNumberField("id", deleted.id());
          json.writeNumberField("revision", deleted.revision());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("revision", result.version().revision());
    json.writeEndObject();
  }

  /** {@code failure} of one of {@code operations}, with pointers into the batch. */
  static OperationFailedException located(
      OperationFailedException failure, List<Operation> operations) {
    if (!(failure.reason() instanceof InvalidInputException invalid)) {
      return failure;
    }
    String member =
        switch (operations.get(failure.index())) {
          case Operation.Save _ -> "/" + LINK;
          case Operation.Update _ -> "/" + PATCH;
          case Operation.Delete _ -> "";
        };
    String place = "/" + OPERATIONS + "/" + failure.index() + member;
    List<Fault> faults = invalid.faults().stream().map(fault -> fault.in(place)).toList();
    return new OperationFailedException(failure.index(), new InvalidInputException(faults));
  }
}
