package linkhold.http.links;

import io.helidon.webserver.http.ServerRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.InvalidInputException;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkPage;
import linkhold.domain.LinkQuery;
import linkhold.domain.Position;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.domain.Tag;
import linkhold.http.call.PercentEncoding;
import linkhold.http.call.Prefer;
import linkhold.http.call.QueryParameters;
import org.jspecify.annotations.Nullable;

/** A request for a list of links, read from its query. */
final class LinkListRequest {

  private static final Set<String> PARAMETERS =
      Stream.concat(
              Stream.of("q", "tag", "sort", "limit", "cursor"),
              Stream.of(LinkFlag.values()).map(LinkFlag::text))
          .collect(Collectors.toUnmodifiableSet());

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;

  private final QueryParameters parameters;
  private final PageCursor cursors;
  private final LinkQuery query;

  private LinkListRequest(QueryParameters parameters, PageCursor cursors, LinkQuery query) {
    this.parameters = parameters;
    this.cursors = cursors;
    this.query = query;
  }

  /**
   * Reads the query of {@code request}.
   *
   * @param account whose links are asked for
   * @throws InvalidInputException naming every parameter that breaks a rule
   */
  static LinkListRequest of(ServerRequest request, AccountId account) {
    QueryParameters parameters = QueryParameters.of(request);
    String given = parameters.one("q");
    String q = given == null ? "" : given;
    List<Tag> tags = parameters.all("tag", Tag::new);
    Map<LinkFlag, Boolean> flags = flags(parameters);
    Sort sort = sort(parameters);
    int limit = parameters.limit(DEFAULT_LIMIT, MAX_LIMIT);
    StringBuilder list = new StringBuilder("q=").append(PercentEncoding.encode(q));
    list.append("&tag=").append(names(tags));
    for (LinkFlag flag : LinkFlag.values()) {
      list.append('&').append(flag.text()).append('=').append(flags.get(flag));
    }
    list.append("&sort=").append(sort);
    PageCursor cursors = new PageCursor(account, list.toString(), sort);
    Position after = after(parameters, cursors);
    if (!Prefer.isLenient(request)) {
      parameters.refuseOthers(PARAMETERS);
    }
    parameters.requireValid();
    LinkQuery query = new LinkQuery(SearchQuery.parse(q), tags, flags, sort, after, limit);
    return new LinkListRequest(parameters, cursors, query);
  }

  /** The query for the requested page. */
  LinkQuery query() {
    return query;
  }

  /** The cursor of the page after {@code page}; null when that is the last. */
  @Nullable String next(LinkPage page) {
    return page.more() ? cursors.encode(query.sort().positionOf(page.links().getLast())) : null;
  }

  /** The query of the page at {@code cursor}, otherwise the same as this one's. */
  String queryAt(String cursor) {
    return parameters.with(Map.of("cursor", cursor));
  }

  /** The flags that are asked for; who does not mention the archive gets what is not in it. */
  private static Map<LinkFlag, Boolean> flags(QueryParameters parameters) {
    Map<LinkFlag, Boolean> flags = new EnumMap<>(LinkFlag.class);
    for (LinkFlag flag : LinkFlag.values()) {
      String otherwise = flag == LinkFlag.ARCHIVED ? "false" : "any";
      Boolean wanted = flag(parameters, flag.text(), otherwise);
      if (wanted != null) {
        flags.put(flag, wanted);
      }
    }
    return flags;
  }

  private static @Nullable Boolean flag(QueryParameters parameters, String name, String otherwise) {
    String text = parameters.one(name);
    return switch (text == null ? otherwise : text) {
      case "true" -> true;
      case "false" -> false;
      case "any" -> null;
      default -> {
        parameters.refuse(name, "Expected true, false or any.");
        yield null;
      }
    };
  }

  private static Sort sort(QueryParameters parameters) {
    String text = parameters.one("sort");
    return switch (text == null ? "-created" : text) {
      case "-created" -> Sort.NEWEST;
      case "created" -> Sort.OLDEST;
      case "-updated" -> Sort.LATEST_CHANGE;
      case "updated" -> Sort.EARLIEST_CHANGE;
      case "title" -> Sort.TITLE;
      default -> {
        parameters.refuse("sort", "Expected -created, created, -updated, updated or title.");
        yield Sort.NEWEST;
      }
    };
  }

  private static @Nullable Position after(QueryParameters parameters, PageCursor cursors) {
    String cursor = parameters.one("cursor");
    Position after = cursor == null ? null : cursors.decode(cursor);
    if (cursor != null && after == null) {
      parameters.refuse(
          "cursor",
          "Not a cursor of this list. Send \"next\" unchanged, with the q, tag, "
              + Stream.of(LinkFlag.values()).map(LinkFlag::text).collect(Collectors.joining(", "))
              + " and sort of its list; without a cursor the list starts from the beginning.");
    }
    return after;
  }

  private static String names(List<Tag> tags) {
    return tags.stream()
        .map(tag -> PercentEncoding.encode(tag.key()))
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }
}
