package linkhold.http.linkding;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import linkhold.domain.AccountId;
import linkhold.domain.Bundle;
import linkhold.domain.BundleFields;
import linkhold.domain.BundleFields.Choice;
import linkhold.domain.BundleStore;
import linkhold.domain.LinkFlag;
import linkhold.domain.LinkQuery;
import linkhold.domain.SearchQuery;
import linkhold.domain.Sort;
import linkhold.http.call.PathId;
import org.jspecify.annotations.Nullable;

/** The query of a request for a list of bookmarks. Parameters that cannot be read are ignored. */
final class LinkdingList {

  /** Which bookmarks a list has. */
  enum Kind {
    CURRENT,
    ARCHIVED,
    /** Includes archived ones. */
    SHARED
  }

  private final BundleStore bundles;

  LinkdingList(BundleStore bundles) {
    this.bundles = bundles;
  }

  /**
   * The query for the parameters of {@code paging}, with a page size of one; empty when the search
   * cannot be parsed.
   */
  Optional<LinkQuery> query(AccountId account, Kind kind, LinkdingPaging paging) {
    List<SearchQuery> parts = new ArrayList<>();
    boolean readable = addSearch(parts, paging.parameter("q"));
    bundle(account, paging.parameter("bundle"))
        .ifPresent(bundle -> parts.addAll(parts(bundle.fields())));
    addMoment(parts, paging.parameter("modified_since"), SearchQuery.UpdatedAfter::new);
    addMoment(parts, paging.parameter("added_since"), SearchQuery.CreatedAfter::new);
    add(parts, LinkdingBundleJson.choice(paging.parameter("unread")), new SearchQuery.Unread());
    add(parts, LinkdingBundleJson.choice(paging.parameter("shared")), new SearchQuery.Shared());
    if (!readable) {
      return Optional.empty();
    }
    return Optional.of(
        new LinkQuery(
            together(parts),
            List.of(),
            kind == Kind.SHARED
                ? Map.of(LinkFlag.SHARED, true)
                : Map.of(LinkFlag.ARCHIVED, kind == Kind.ARCHIVED),
            sort(paging.parameter("sort")),
            null,
            1));
  }

  private static boolean addSearch(List<SearchQuery> parts, @Nullable String text) {
    Optional<SearchQuery> search = LinkdingSearch.parse(text == null ? "" : text);
    search.ifPresent(parts::add);
    return search.isPresent();
  }

  private Optional<Bundle> bundle(AccountId account, @Nullable String id) {
    return id == null
        ? Optional.empty()
        : PathId.parse(id).stream()
            .mapToObj(number -> bundles.find(account, number))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static List<SearchQuery> parts(BundleFields bundle) {
    List<SearchQuery> parts = new ArrayList<>();
    parts.add(LinkdingSearch.parse(bundle.search()).orElse(LinkdingSearch.NOTHING));
    List<SearchQuery> any = tags(bundle.anyTags()).toList();
    if (!any.isEmpty()) {
      parts.add(new SearchQuery.Or(any));
    }
    tags(bundle.allTags()).forEach(parts::add);
    tags(bundle.excludedTags()).map(SearchQuery.Not::new).forEach(parts::add);
    add(parts, bundle.unread(), new SearchQuery.Unread());
    add(parts, bundle.shared(), new SearchQuery.Shared());
    return parts;
  }

  private static Stream<SearchQuery> tags(String names) {
    return Arrays.stream(names.strip().split("\\s+", -1))
        .filter(name -> !name.isEmpty())
        .limit(SearchQuery.MAX_TERMS)
        .map(LinkdingSearch::tag);
  }

  private static void addMoment(
      List<SearchQuery> parts, @Nullable String text, Function<Instant, SearchQuery> query) {
    if (text != null) {
      LinkdingDate.parse(text).map(query).ifPresent(parts::add);
    }
  }

  private static void add(List<SearchQuery> parts, @Nullable Choice choice, SearchQuery query) {
    switch (choice) {
      case null -> {}
      case EITHER -> {}
      case YES -> parts.add(query);
      case NO -> parts.add(new SearchQuery.Not(query));
    }
  }

  private static SearchQuery together(List<SearchQuery> parts) {
    parts.removeIf(SearchQuery.Everything.class::isInstance);
    return switch (parts.size()) {
      case 0 -> new SearchQuery.Everything();
      case 1 -> parts.getFirst();
      default -> new SearchQuery.And(parts);
    };
  }

  private static Sort sort(@Nullable String text) {
    return switch (text == null ? "" : text) {
      case "added_asc" -> Sort.OLDEST;
      case "modified_desc" -> Sort.LATEST_CHANGE;
      case "modified_asc" -> Sort.EARLIEST_CHANGE;
      case "title_asc" -> Sort.TITLE;
      case "title_desc" -> Sort.TITLE_BACKWARDS;
      default -> Sort.NEWEST;
    };
  }
}
