package linkhold.persistence;

import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import linkhold.domain.LinkQuery;
import linkhold.domain.Position;
import linkhold.domain.Sort;
import linkhold.persistence.schema.tables.Links;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;

/** The columns of a table of links that pages are ordered by. */
record PageOrder(
    Field<OffsetDateTime> createdAt, Field<Long> revision, Field<String> titleKey, Field<Long> id) {

  static PageOrder of(Links links) {
    return new PageOrder(links.CREATED_AT, links.REVISION, links.TITLE_KEY, links.ID);
  }

  List<SortField<?>> by(Sort sort) {
    return switch (sort) {
      case NEWEST -> List.of(createdAt.desc(), id.desc());
      case OLDEST -> List.of(createdAt.asc(), id.asc());
      case LATEST_CHANGE -> List.of(revision.desc());
      case EARLIEST_CHANGE -> List.of(revision.asc());
      case TITLE -> List.of(titleKey.asc(), id.asc());
      case TITLE_BACKWARDS -> List.of(titleKey.desc(), id.desc());
    };
  }

  /** What comes after the page before. */
  Condition goesOn(LinkQuery query) {
    return query.after() == null ? trueCondition() : after(query.sort(), query.after());
  }

  private Condition after(Sort sort, Position position) {
    boolean descending = sort.isDescending();
    return switch (position) {
      case Position.ByCreation(var time, long last) -> {
        var place = row(val(OffsetDateTime.ofInstant(time, ZoneOffset.UTC)), val(last));
        yield descending ? row(createdAt, id).lt(place) : row(createdAt, id).gt(place);
      }
      case Position.ByRevision(long last) -> descending ? revision.lt(last) : revision.gt(last);
      case Position.ByTitle(String key, long last) -> {
        var place = row(val(key), val(last));
        yield descending ? row(titleKey, id).lt(place) : row(titleKey, id).gt(place);
      }
    };
  }
}
