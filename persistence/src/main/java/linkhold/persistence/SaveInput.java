package linkhold.persistence;

import static linkhold.domain.SearchText.fold;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;

/** What {@link SaveStatement} is given: drafts, and their tags, which are numbered by draft. */
final class SaveInput {

  /** One draft, whose it is and when it is saved. */
  record Draft(AccountId account, LinkDraft draft, Instant time) {}

  /** A tag of a draft: the draft's number, the tag's position there, and the tag. */
  record DraftTag(int number, int position, Tag tag) {}

  static final ArrayColumns<Draft> DRAFTS =
      new ArrayColumns<Draft>()
          .numbered("number")
          .with("account_id", "int8", draft -> draft.account().value())
          .with("time", "timestamptz", draft -> atUtc(draft.time()))
          .with("digest", "bytea", draft -> draft.draft().url().digest())
          .with("url", "text", draft -> draft.draft().url().given())
          .with("title", "text", draft -> fields(draft).title())
          .with("description", "text", draft -> fields(draft).description())
          .with("note", "text", draft -> fields(draft).note())
          .with("unread", "bool", draft -> fields(draft).unread())
          .with("archived", "bool", draft -> fields(draft).archived())
          .with("favorite", "bool", draft -> fields(draft).favorite())
          .with("shared", "bool", draft -> fields(draft).shared())
          .with("created_at", "timestamptz", draft -> atUtc(fields(draft).createdAt()))
          .with("replaces_tags", "bool", draft -> draft.draft().replacesTags())
          .with("url_text", "text", draft -> fold(draft.draft().url().given()))
          .with("title_text", "text", draft -> fold(fields(draft).title()))
          .with("description_text", "text", draft -> fold(fields(draft).description()))
          .with("note_text", "text", draft -> fold(fields(draft).note()));

  static final ArrayColumns<DraftTag> DRAFT_TAGS =
      new ArrayColumns<DraftTag>()
          .with("number", "int4", DraftTag::number)
          .with("position", "int4", DraftTag::position)
          .with("key", "text", tag -> tag.tag().key())
          .with("name", "text", tag -> tag.tag().name())
          .with("text", "text", tag -> fold(tag.tag()));

  private SaveInput() {}

  /** Every tag of {@code drafts}. */
  static List<DraftTag> tagsOf(List<Draft> drafts) {
    List<DraftTag> result = new ArrayList<>();
    for (int number = 0; number < drafts.size(); number++) {
      List<Tag> tags = fields(drafts.get(number)).tags();
      for (int position = 0; tags != null && position < tags.size(); position++) {
        result.add(new DraftTag(number, position, tags.get(position)));
      }
    }
    return result;
  }

  private static LinkFields fields(Draft draft) {
    return draft.draft().fields();
  }

  private static @Nullable OffsetDateTime atUtc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
