package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import linkhold.domain.Fault;
import linkhold.http.call.Dialect;
import linkhold.http.call.Problem;
import linkhold.http.call.ProblemType;
import linkhold.http.call.Resource;
import linkhold.http.call.Response;

/**
 * What linkding's clients expect: tokens also after {@code Token}, and errors whose bodies have a
 * {@code detail} or lists of faults by field. Statuses are Linkhold's own, except for the conflict
 * of a URL.
 */
public final class LinkdingDialect implements Dialect {

  /** The prefix of the paths of linkding's API. */
  private static final String PREFIX = "/api/";

  private static final LinkdingDialect INSTANCE = new LinkdingDialect();

  /** linkding's names of the domain's fields. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "", "non_field_errors",
          "note", "notes",
          "tags", "tag_names",
          "createdAt", "date_added",
          "anyTags", "any_tags",
          "allTags", "all_tags",
          "excludedTags", "excluded_tags");

  private LinkdingDialect() {}

  /** A resource without methods at {@code path}, in this dialect. */
  static Resource at(String path) {
    return Resource.at(path).in(INSTANCE);
  }

  /** The absence of any other resource of linkding's API. */
  public static Resource nothingElse() {
    return Resource.nothingAt(PREFIX + "*").in(INSTANCE);
  }

  @Override
  public List<String> authorizationSchemes() {
    return List.of("Bearer", "Token");
  }

  @Override
  public Response error(Problem problem, String path) {
    Response answer = Response.privateJson(status(problem), json -> write(json, problem, path));
    for (Header header : problem.headers()) {
      if (header.headerName().equals(HeaderNames.RETRY_AFTER)) {
        answer = answer.with(header);
      }
    }
    return answer;
  }

  private static Status status(Problem problem) {
    return problem.type() == ProblemType.ALREADY_EXISTS
        ? Status.BAD_REQUEST_400
        : problem.type().status();
  }

  private static void write(JsonGenerator json, Problem problem, String path) throws IOException {
    json.writeStartObject();
    if (problem.type() == ProblemType.ALREADY_EXISTS) {
      write(json, "url", List.of("A bookmark with this URL already exists."));
    } else if (problem.errors().isEmpty()) {
      json.writeStringField("detail", detail(problem, path));
      problem.extension().write(json);
    } else {
      Map<String, List<String>> byField = new LinkedHashMap<>();
      for (Fault fault : problem.errors()) {
        byField
            .computeIfAbsent(field(fault.pointer()), _ -> new ArrayList<>())
            .add(Problem.wellFormed(fault.detail()));
      }
      for (var entry : byField.entrySet()) {
        write(json, entry.getKey(), entry.getValue());
      }
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String field, List<String> faults)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String fault : faults) {
      json.writeString(fault);
    }
    json.writeEndArray();
  }

  private static String detail(Problem problem, String path) {
    return switch (problem.type()) {
      case UNAUTHENTICATED -> "Invalid token.";
      case NOT_FOUND -> absent(path);
      default -> Problem.wellFormed(problem.detail());
    };
  }

  private static String absent(String path) {
    if (path.startsWith(PREFIX + "bookmarks/")) {
      return "No Bookmark matches the given query.";
    }
    if (path.startsWith(PREFIX + "tags/")) {
      return "No Tag matches the given query.";
    }
    return path.startsWith(PREFIX + "bundles/")
        ? "No BookmarkBundle matches the given query."
        : "Not found.";
  }

  /** The field that a pointer leads into. */
  private static String field(String pointer) {
    int slash = pointer.indexOf('/', 1);
    String name =
        pointer.isEmpty() ? "" : pointer.substring(1, slash < 0 ? pointer.length() : slash);
    return FIELDS.getOrDefault(name, Problem.wellFormed(name));
  }
}
