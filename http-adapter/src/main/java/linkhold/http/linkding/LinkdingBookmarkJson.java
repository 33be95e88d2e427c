package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkDraft.TagMerge;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.Tag;
import linkhold.json.LinkLimits;
import linkhold.json.Timestamp;
import org.jspecify.annotations.Nullable;

/** Links in JSON as linkding's bookmarks: written in full, read as drafts or patches. */
final class LinkdingBookmarkJson {

  private static final DateTimeFormatter SNAPSHOT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private LinkdingBookmarkJson() {}

  static void write(JsonGenerator json, Link link) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", link.id());
    json.writeStringField("url", link.url());
    write(json, "title", link.title());
    write(json, "description", link.description());
    write(json, "notes", link.note());
    json.writeStringField(
        "web_archive_snapshot_url",
        "https://web.archive.org/web/" + SNAPSHOT.format(link.createdAt()) + "/" + link.url());
    json.writeStringField("favicon_url", link.iconUrl());
    json.writeStringField("preview_image_url", link.imageUrl());
    json.writeBooleanField("is_archived", link.archived());
    json.writeBooleanField("unread", link.unread());
    json.writeBooleanField("shared", link.shared());
    json.writeArrayFieldStart("tag_names");
    for (Tag tag : link.tags()) {
      json.writeString(tag.name());
    }
    json.writeEndArray();
    write(json, "date_added", link.createdAt());
    write(json, "date_modified", link.updatedAt());
    json.writeNullField("website_title");
    json.writeNullField("website_description");
    json.writeEndObject();
  }

  /** Writes a time as the field {@code name}. */
  static void write(JsonGenerator json, String name, Instant moment) throws IOException {
    json.writeFieldName(name);
    char[] text = Timestamp.format(moment);
    json.writeString(text, 0, text.length);
  }

  /** linkding's texts are never null. */
  private static void write(JsonGenerator json, String name, @Nullable String text)
      throws IOException {
    json.writeStringField(name, text == null ? "" : text);
  }

  /**
   * The draft in {@code input}. Its tags replace those of an existing link.
   *
   * @throws linkhold.domain.InvalidInputException naming every fault
   */
  static LinkDraft draft(LinkdingInput input) {
    LinkUrl url = url(input, input.requiredText("url"));
    LinkFields fields = fields(input, input.moment("date_added"));
    return input.valid(
        url == null || fields == null ? null : new LinkDraft(url, fields, TagMerge.REPLACE));
  }

  /**
   * The patch in {@code input}.
   *
   * @param whole whether it has to name the URL
   * @throws linkhold.domain.InvalidInputException naming every fault
   */
  static LinkPatch patch(LinkdingInput input, boolean whole) {
    LinkUrl url = url(input, whole ? input.requiredText("url") : input.text("url"));
    LinkFields fields = fields(input, input.moment("date_added"));
    return input.valid(fields == null ? null : new LinkPatch(url, fields, List.of(), List.of()));
  }

  private static @Nullable LinkUrl url(LinkdingInput input, @Nullable String text) {
    return text == null ? null : input.parse(() -> input.limits().urlIn(text));
  }

  private static @Nullable LinkFields fields(LinkdingInput input, @Nullable Instant createdAt) {
    LinkLimits limits = input.limits();
    String title = input.text("title", limits.titleLength());
    String description = input.text("description", limits.descriptionLength());
    String notes = input.text("notes", limits.noteLength());
    List<Tag> tags = input.tags("tag_names");
    Boolean unread = input.flag("unread");
    Boolean archived = input.flag("is_archived");
    Boolean shared = input.flag("shared");
    return input.parse(() ->
        LinkFields.builder()
            .title(title)
            .description(description)
            .note(notes)
            .tags(tags)
            .unread(unread)
            .archived(archived)
            .shared(shared)
            .createdAt(createdAt)
            .build());
  }
}
