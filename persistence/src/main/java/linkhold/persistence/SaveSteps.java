package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static linkhold.persistence.schema.Tables.REVISIONS;
import static linkhold.persistence.schema.Tables.TAGS;
import static org.jooq.impl.DSL.all;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.arrayAgg;
import static org.jooq.impl.DSL.arrayConcat;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.cardinality;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.listAgg;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.splitPart;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static org.jooq.impl.DSL.with;
import static org.jooq.impl.SQLDataType.BIGINT;
import static org.jooq.impl.SQLDataType.BOOLEAN;
import static org.jooq.impl.SQLDataType.CLOB;
import static org.jooq.impl.SQLDataType.INTEGER;
import static org.jooq.impl.SQLDataType.TIMESTAMPWITHTIMEZONE;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.SaveResult.Outcome;
import linkhold.domain.SearchText;
import linkhold.domain.Tag;
import linkhold.persistence.schema.tables.Links;
import linkhold.persistence.schema.tables.Tags;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectConditionStep;
import org.jooq.SelectForUpdateWaitStep;
import org.jooq.Table;

/**
 * What {@link SaveStatement} consists of. The first statement locks the accounts' counters. The
 * second is a chain of steps, one table expression each: {@code draft} and {@code draft_tag} (the
 * input), {@code found} (what is there, and the tags of it that stay), {@code new_tag} (tags that
 * come to those), {@code refused} (drafts with too many), {@code spelled} and {@code spelling} (how
 * the account writes them), {@code added} (per draft), {@code merged} (the link as it will be),
 * {@code numbered} (its revision), {@code written} and {@code counted} (the changes).
 */
final class SaveSteps {

  // Where the columns of a step mean what those of a table mean they have their names, and the
  // table under the step's name stands for it.
  private static final Links DRAFT = LINKS.as("draft");
  private static final Links FOUND = LINKS.as("found");
  private static final Links MERGED = LINKS.as("merged");
  private static final Links NUMBERED = LINKS.as("numbered");
  private static final Tags DRAFT_TAG = TAGS.as("draft_tag");
  private static final Tags NEW_TAG = TAGS.as("new_tag");
  private static final Tags SPELLING = TAGS.as("spelling");

  private static final Field<String[]> NO_TEXTS = inline(new String[0], CLOB.array());
  private static final Field<String[]> KEPT_KEYS = column("found", "kept_keys", CLOB.array());

  /** That this transaction holds the lock; if the statements ever travelled apart, none would. */
  private static final Condition LOCKED_HERE =
      condition("{0}.xmax = pg_current_xact_id_if_assigned()::xid", REVISIONS);

  private static final String SEPARATOR = String.valueOf(SearchText.SEPARATOR);

  private SaveSteps() {}

  /** Locks the counters of the accounts in the first parameter, in the order of their ids. */
  static SelectForUpdateWaitStep<?> lock() {
    return counters(REVISIONS.ACCOUNT_ID.eq(any(val((Long[]) null, BIGINT.array()))))
        .orderBy(REVISIONS.ACCOUNT_ID)
        .forUpdate();
  }

  /** Locks the counter of the account in the first parameter. */
  static SelectForUpdateWaitStep<?> lockOne() {
    return counters(REVISIONS.ACCOUNT_ID.eq(val((Long) null, BIGINT))).forUpdate();
  }

  private static SelectConditionStep<?> counters(Condition accounts) {
    return select(REVISIONS.ACCOUNT_ID, REVISIONS.EPOCH, REVISIONS.REVISION)
        .from(REVISIONS)
        .where(accounts);
  }

  /**
   * Saves the {@link SaveInput} of the accounts whose counters are locked. A row of the result is a
   * link as {@link LinkRow} reads it, the name of the outcome (null when the draft is refused), and
   * the number of the draft.
   */
  static Select<?> save() {
    return with(SaveInput.DRAFTS.as("draft"), SaveInput.DRAFT_TAGS.as("draft_tag"))
        .with(found(), newTag(), refused(), spelled(), spelling(), added())
        .with(merged(), numbered(), written(), counted(NUMBERED, takesRevision("numbered")))
        .select(LinkRow.columns(NUMBERED))
        .select(column("numbered", "epoch", BIGINT))
        .select(column("numbered", "outcome", CLOB), number("numbered"))
        .from(step("numbered"));
  }

  private static CommonTableExpression<?> found() {
    return name("found")
        .as(
            select(number("draft"), REVISIONS.EPOCH, REVISIONS.REVISION.as("base"))
                .select(LINKS.fields())
                .select(kept(LINKS.TAGS, NO_TEXTS).as("kept_tags"))
                .select(kept(LINKS.TAG_KEYS, NO_TEXTS).as("kept_keys"))
                .select(kept(section(LINKS.SEARCH, 5), inline("")).as("kept_text"))
                .from(step("draft"))
                .join(REVISIONS)
                .on(REVISIONS.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID), LOCKED_HERE)
                .leftJoin(LINKS)
                .on(LINKS.ACCOUNT_ID.eq(DRAFT.ACCOUNT_ID), LINKS.DIGEST.eq(DRAFT.DIGEST)));
  }

  /** {@code none} where there is no link, or the draft's tags take the place of those it has. */
  private static <T> Field<T> kept(Field<T> there, Field<T> none) {
    return when(column("draft", "replaces_tags", BOOLEAN), none).otherwise(coalesce(there, none));
  }

  private static CommonTableExpression<?> newTag() {
    return name("new_tag")
        .as(
            select(DRAFT.ACCOUNT_ID, DRAFT_TAG.KEY, DRAFT_TAG.NAME)
                .select(number("draft_tag"), column("draft_tag", "position", INTEGER))
                .select(column("draft_tag", "text", CLOB))
                .from(step("draft_tag"))
                .join(step("draft"))
                .on(number("draft").eq(number("draft_tag")))
                .join(step("found"))
                .on(number("found").eq(number("draft_tag")))
                .where(DRAFT_TAG.KEY.ne(all(KEPT_KEYS))));
  }

  private static CommonTableExpression<?> refused() {
    return name("refused")
        .as(
            select(number("found"))
                .from(step("found"))
                .join(step("new_tag"))
                .on(number("new_tag").eq(number("found")))
                .groupBy(number("found"), KEPT_KEYS)
                .having(cardinality(KEPT_KEYS).plus(count()).gt(inline(Tag.MAX_PER_LINK))));
  }

  private static CommonTableExpression<?> spelled() {
    return name("spelled")
        .as(
            insertInto(TAGS, TAGS.ACCOUNT_ID, TAGS.KEY, TAGS.NAME)
                .select(
                    select(NEW_TAG.ACCOUNT_ID, NEW_TAG.KEY, NEW_TAG.NAME)
                        .distinctOn(NEW_TAG.ACCOUNT_ID, NEW_TAG.KEY)
                        .from(step("new_tag"))
                        .where(
                            number("new_tag")
                                .notIn(select(number("refused")).from(step("refused"))))
                        .orderBy(
                            NEW_TAG.ACCOUNT_ID,
                            NEW_TAG.KEY,
                            number("new_tag"),
                            column("new_tag", "position", INTEGER)))
                .onConflictDoNothing()
                .returning(TAGS.fields()));
  }

  /** What {@code spelled} added, and what was there before. */
  private static CommonTableExpression<?> spelling() {
    return name("spelling")
        .as(
            select(asterisk())
                .from(step("spelled"))
                .unionAll(
                    select(TAGS.fields())
                        .from(TAGS)
                        .where(
                            exists(
                                selectOne()
                                    .from(step("new_tag"))
                                    .where(NEW_TAG.ACCOUNT_ID.eq(TAGS.ACCOUNT_ID))
                                    .and(NEW_TAG.KEY.eq(TAGS.KEY))))));
  }

  private static CommonTableExpression<?> added() {
    Field<Integer> position = column("new_tag", "position", INTEGER);
    return name("added")
        .as(
            select(
                    number("new_tag"),
                    arrayAgg(SPELLING.NAME).orderBy(position).as("names"),
                    arrayAgg(SPELLING.KEY).orderBy(position).as("keys"),
                    listAgg(column("new_tag", "text", CLOB), " ")
                        .withinGroupOrderBy(position)
                        .as("text"))
                .from(step("new_tag"))
                .join(step("spelling"))
                .on(SPELLING.ACCOUNT_ID.eq(NEW_TAG.ACCOUNT_ID), SPELLING.KEY.eq(NEW_TAG.KEY))
                .groupBy(number("new_tag")));
  }

  private static CommonTableExpression<?> merged() {
    Field<OffsetDateTime> now = column("draft", "time", TIMESTAMPWITHTIMEZONE);
    // A tombstone is empty, so only its id tells it from a link that is not there.
    Condition absent = FOUND.ID.isNull();
    Condition live = FOUND.URL.isNotNull();
    Field<String[]> addedNames = coalesce(column("added", "names", CLOB.array()), NO_TEXTS);
    Field<String[]> addedKeys = coalesce(column("added", "keys", CLOB.array()), NO_TEXTS);
    Field<String[]> tags = arrayConcat(column("found", "kept_tags", CLOB.array()), addedNames);
    Field<String> title = orNone(DRAFT.TITLE, FOUND.TITLE);
    Field<String> description = orNone(DRAFT.DESCRIPTION, FOUND.DESCRIPTION);
    Field<String> note = orNone(DRAFT.NOTE, FOUND.NOTE);
    Field<Boolean> unread = coalesce(DRAFT.UNREAD, FOUND.UNREAD, inline(false));
    Field<Boolean> archived = coalesce(DRAFT.ARCHIVED, FOUND.ARCHIVED, inline(false));
    Field<Boolean> favorite = coalesce(DRAFT.FAVORITE, FOUND.FAVORITE, inline(false));
    Field<Boolean> shared = coalesce(DRAFT.SHARED, FOUND.SHARED, inline(false));
    Condition same =
        row(title, description, note, unread, archived, favorite, shared, tags)
            .isNotDistinctFrom(
                row(
                    FOUND.TITLE,
                    FOUND.DESCRIPTION,
                    FOUND.NOTE,
                    FOUND.UNREAD,
                    FOUND.ARCHIVED,
                    FOUND.FAVORITE,
                    FOUND.SHARED,
                    FOUND.TAGS));
    Field<String> outcome =
        when(
                exists(
                    selectOne().from(step("refused")).where(number("refused").eq(number("draft")))),
                inline((String) null, CLOB))
            .when(absent, inline(Outcome.CREATED.name()))
            .when(live.not(), inline(Outcome.RESTORED.name()))
            .when(same, inline(Outcome.UNCHANGED.name()))
            .otherwise(inline(Outcome.MERGED.name()));
    return name("merged")
        .as(
            select(
                    number("draft"),
                    column("found", "epoch", BIGINT),
                    column("found", "base", BIGINT),
                    outcome.as("outcome"),
                    DRAFT.ACCOUNT_ID,
                    FOUND.ID,
                    DRAFT.DIGEST,
                    coalesce(FOUND.URL, DRAFT.URL).as(LINKS.URL),
                    title.as(LINKS.TITLE),
                    description.as(LINKS.DESCRIPTION),
                    note.as(LINKS.NOTE),
                    tags.as(LINKS.TAGS),
                    arrayConcat(KEPT_KEYS, addedKeys).as(LINKS.TAG_KEYS),
                    unread.as(LINKS.UNREAD),
                    archived.as(LINKS.ARCHIVED),
                    favorite.as(LINKS.FAVORITE),
                    shared.as(LINKS.SHARED),
                    when(live, FOUND.CREATED_AT)
                        .otherwise(coalesce(DRAFT.CREATED_AT, now))
                        .as(LINKS.CREATED_AT),
                    when(outcome.eq(inline(Outcome.UNCHANGED.name())), FOUND.UPDATED_AT)
                        .otherwise(now)
                        .as(LINKS.UPDATED_AT),
                    FOUND.REVISION,
                    searchText(live).as(LINKS.SEARCH))
                .from(step("draft"))
                .join(step("found"))
                .on(number("found").eq(number("draft")))
                .leftJoin(step("added"))
                .on(number("added").eq(number("draft"))));
  }

  /** The sections of {@link SearchText#of}: those of the draft where it mentions the field. */
  private static Field<String> searchText(Condition live) {
    Field<String> keptTags = column("found", "kept_text", CLOB);
    Field<String> addedTags = column("added", "text", CLOB);
    return concat(
        when(live, section(FOUND.SEARCH, 1)).otherwise(column("draft", "url_text", CLOB)),
        inline(SEPARATOR),
        when(DRAFT.TITLE.isNull(), section(FOUND.SEARCH, 2))
            .otherwise(column("draft", "title_text", CLOB)),
        inline(SEPARATOR),
        when(DRAFT.DESCRIPTION.isNull(), section(FOUND.SEARCH, 3))
            .otherwise(column("draft", "description_text", CLOB)),
        inline(SEPARATOR),
        when(DRAFT.NOTE.isNull(), section(FOUND.SEARCH, 4))
            .otherwise(column("draft", "note_text", CLOB)),
        inline(SEPARATOR),
        keptTags,
        when(keptTags.ne(inline("")).and(addedTags.isNotNull()), inline(" ")).otherwise(inline("")),
        coalesce(addedTags, inline("")));
  }

  private static Field<String> section(Field<String> search, int number) {
    return splitPart(coalesce(search, inline("")), inline(SEPARATOR), inline(number));
  }

  private static CommonTableExpression<?> numbered() {
    Field<Long> next =
        column("merged", "base", BIGINT)
            .plus(
                sum(when(takesRevision("merged"), inline(1L)).otherwise(inline(0L)))
                    .over()
                    .partitionBy(MERGED.ACCOUNT_ID)
                    .orderBy(number("merged"))
                    .cast(BIGINT));
    return name("numbered")
        .as(
            select(
                    number("merged"),
                    column("merged", "epoch", BIGINT),
                    column("merged", "outcome", CLOB),
                    MERGED.ACCOUNT_ID,
                    coalesce(MERGED.ID, next).as(LINKS.ID),
                    MERGED.DIGEST,
                    MERGED.URL,
                    MERGED.TITLE,
                    MERGED.DESCRIPTION,
                    MERGED.NOTE,
                    MERGED.TAGS,
                    MERGED.TAG_KEYS,
                    MERGED.UNREAD,
                    MERGED.ARCHIVED,
                    MERGED.FAVORITE,
                    MERGED.SHARED,
                    MERGED.CREATED_AT,
                    MERGED.UPDATED_AT,
                    when(takesRevision("merged"), next)
                        .otherwise(MERGED.REVISION)
                        .as(LINKS.REVISION),
                    MERGED.SEARCH)
                .from(step("merged")));
  }

  private static CommonTableExpression<?> written() {
    List<Field<?>> columns = new ArrayList<>(LinkRow.columns(LINKS));
    columns.addAll(
        List.of(LINKS.ACCOUNT_ID, LINKS.DIGEST, LINKS.DELETED, LINKS.TAG_KEYS, LINKS.SEARCH));
    List<Field<?>> values = new ArrayList<>(LinkRow.columns(NUMBERED));
    values.addAll(
        List.of(
            NUMBERED.ACCOUNT_ID,
            NUMBERED.DIGEST,
            inline(false),
            NUMBERED.TAG_KEYS,
            NUMBERED.SEARCH));
    return name("written")
        .as(
            insertInto(LINKS, columns)
                .select(select(values).from(step("numbered")).where(takesRevision("numbered")))
                .onConflict(LINKS.ACCOUNT_ID, LINKS.DIGEST)
                .doUpdate()
                .setAllToExcluded()
                .returning(LINKS.ID));
  }

  /** Moves the accounts' counters on to the last revision in the rows of {@code step}. */
  static CommonTableExpression<?> counted(Links step, Condition rows) {
    return counted(
        select(step.ACCOUNT_ID, max(step.REVISION).as(LINKS.REVISION))
            .from(step(step.getName()))
            .where(rows)
            .groupBy(step.ACCOUNT_ID)
            .asTable("last"));
  }

  /** Moves the account's counter on to the revision in the only row of {@code step}, if any. */
  static CommonTableExpression<?> countedOne(Links step) {
    return counted(step(step.getName()).as("last"));
  }

  private static CommonTableExpression<?> counted(Table<?> last) {
    return name("counted")
        .as(
            update(REVISIONS)
                .set(REVISIONS.REVISION, column("last", "revision", BIGINT))
                .from(last)
                .where(REVISIONS.ACCOUNT_ID.eq(column("last", "account_id", BIGINT)))
                .returning(REVISIONS.ACCOUNT_ID));
  }

  private static Condition takesRevision(String step) {
    return column(step, "outcome", CLOB).ne(inline(Outcome.UNCHANGED.name()));
  }

  /** The given text, none where it is empty, or the one there where none is given. */
  private static Field<String> orNone(Field<String> given, Field<String> there) {
    return nullif(coalesce(given, there), inline(""));
  }

  private static Field<Integer> number(String step) {
    return column(step, "number", INTEGER);
  }

  private static <T> Field<T> column(String step, String column, DataType<T> type) {
    return field(name(step, column), type);
  }

  private static Table<?> step(String step) {
    return table(name(step));
  }
}
