package linkhold.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import linkhold.domain.FaultCode;
import linkhold.domain.Link;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkPatch;
import linkhold.domain.LinkUrl;
import linkhold.domain.SharedText;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;

/** Links in JSON: written in full, read as drafts or patches. */
public final class LinkJson {

  private static final SerializedString ID = new SerializedString("id");
  private static final SerializedString URL = new SerializedString("url");
  private static final SerializedString TITLE = new SerializedString("title");
  private static final SerializedString DESCRIPTION = new SerializedString("description");
  private static final SerializedString NOTE = new SerializedString("note");
  private static final SerializedString IMAGE_URL = new SerializedString("imageUrl");
  private static final SerializedString ICON_URL = new SerializedString("iconUrl");
  private static final SerializedString TAGS = new SerializedString("tags");
  private static final SerializedString UNREAD = new SerializedString("unread");
  private static final SerializedString ARCHIVED = new SerializedString("archived");
  private static final SerializedString FAVORITE = new SerializedString("favorite");
  private static final SerializedString SHARED = new SerializedString("shared");
  private static final SerializedString CREATED_AT = new SerializedString("createdAt");
  private static final SerializedString UPDATED_AT = new SerializedString("updatedAt");
  private static final SerializedString REVISION = new SerializedString("revision");
  private static final SerializedString PAGE_READ = new SerializedString("pageRead");

  /** The members of a link; those that only the server sets are read and ignored. */
  private static final Set<String> DRAFT_MEMBERS =
      Set.of(
          "id",
          "url",
          "title",
          "description",
          "note",
          "imageUrl",
          "iconUrl",
          "tags",
          "unread",
          "archived",
          "favorite",
          "shared",
          "createdAt",
          "updatedAt",
          "revision",
          "pageRead");

  private static final Set<String> SHARED_MEMBERS = with(DRAFT_MEMBERS, "text");

  private static final Set<String> PATCH_MEMBERS = with(DRAFT_MEMBERS, "addTags", "removeTags");

  private LinkJson() {}

  /** Writes {@code link}: every member, always in this order. */
  public static void write(JsonGenerator json, Link link) throws IOException {
    json.writeStartObject();
    json.writeFieldName(ID);
    json.writeNumber(link.id());
    json.writeFieldName(URL);
    json.writeString(link.url());
    write(json, TITLE, link.title());
    write(json, DESCRIPTION, link.description());
    write(json, NOTE, link.note());
    write(json, IMAGE_URL, link.imageUrl());
    write(json, ICON_URL, link.iconUrl());
    json.writeFieldName(TAGS);
    json.writeStartArray();
    for (Tag tag : link.tags()) {
      json.writeString(tag.name());
    }
    json.writeEndArray();
    write(json, UNREAD, link.unread());
    write(json, ARCHIVED, link.archived());
    write(json, FAVORITE, link.favorite());
    write(json, SHARED, link.shared());
    write(json, CREATED_AT, link.createdAt());
    write(json, UPDATED_AT, link.updatedAt());
    json.writeFieldName(REVISION);
    json.writeNumber(link.revision());
    write(json, PAGE_READ, link.pageRead().state().text());
    json.writeEndObject();
  }

  /** Writes {@code link} as the member {@code name}. */
  public static void writeMember(JsonGenerator json, String name, Link link) throws IOException {
    json.writeFieldName(name);
    write(json, link);
  }

  /**
   * The draft that {@code json} holds; null when it has faults, which are recorded in it. Members
   * that are null count as absent.
   *
   * @param lenient whether unknown members are ignored
   */
  public static @Nullable LinkDraft draft(JsonObject json, boolean lenient) {
    return draft(json, requiredUrl(json), DRAFT_MEMBERS, lenient);
  }

  private static @Nullable LinkUrl requiredUrl(JsonObject json) {
    String text = json.requiredString("url");
    return text == null ? null : json.parse(() -> json.limits().url(text));
  }

  private static @Nullable LinkDraft draft(
      JsonObject json, @Nullable LinkUrl url, Set<String> members, boolean lenient) {
    LinkFields fields = fields(json, false);
    if (!lenient) {
      json.refuseOthers(members);
    }
    return url == null || fields == null ? null : new LinkDraft(url, fields);
  }

  /**
   * The same, where the text of a share sheet may be in the member {@code text} instead of a URL.
   * What remains of the text is the title, if none is given.
   *
   * @param hasTitle whether the link of a URL is there and has a title, which then stays
   */
  public static @Nullable LinkDraft sharedDraft(
      JsonObject json, boolean lenient, Predicate<LinkUrl> hasTitle) {
    if (!json.has("text")) {
      return draft(json, requiredUrl(json), SHARED_MEMBERS, lenient);
    }
    if (json.has("url")) {
      json.refuse("text", "Give either url or text.");
    }
    String text = json.string("text");
    SharedText shared = text == null ? null : json.parseMember("text", () -> SharedText.of(text));
    LinkUrl url = shared == null ? null : json.parse(() -> json.limits().url(shared, "/text"));
    LinkDraft draft = draft(json, url, SHARED_MEMBERS, lenient);
    if (draft == null || shared == null || json.has("title") || hasTitle.test(draft.url())) {
      return draft;
    }
    String title = LinkLimits.cut(shared.title(), json.limits().titleLength());
    return title.isEmpty() ? draft : draft.withFields(draft.fields().withTitle(title));
  }

  /**
   * The patch that {@code json} holds; null when it has faults, which are recorded in it. A member
   * that is null clears the field.
   *
   * @param lenient whether unknown members are ignored
   */
  public static @Nullable LinkPatch patch(JsonObject json, boolean lenient) {
    json.refuseNull("url");
    String text = json.string("url");
    LinkUrl url = text == null ? null : json.parse(() -> json.limits().url(text));
    LinkFields fields = fields(json, true);
    json.refuseNull("createdAt");
    List<Tag> addTags = fewTags(json, "addTags");
    List<Tag> removeTags = json.strings("removeTags", Tag::new);
    if (!lenient) {
      json.refuseOthers(PATCH_MEMBERS);
    }
    return fields == null
        ? null
        : new LinkPatch(
            url,
            fields,
            addTags == null ? List.of() : addTags,
            removeTags == null ? List.of() : removeTags);
  }

  private static @Nullable LinkFields fields(JsonObject json, boolean nullClears) {
    LinkLimits limits = json.limits();
    String title = text(json, "title", limits.titleLength(), nullClears);
    String description = text(json, "description", limits.descriptionLength(), nullClears);
    String note = text(json, "note", limits.noteLength(), nullClears);
    String imageUrl = text(json, "imageUrl", limits.urlLength(), nullClears);
    String iconUrl = text(json, "iconUrl", limits.urlLength(), nullClears);
    List<Tag> tags = nullClears && json.isNull("tags") ? List.of() : fewTags(json, "tags");
    Boolean unread = flag(json, "unread", nullClears);
    Boolean archived = flag(json, "archived", nullClears);
    Boolean favorite = flag(json, "favorite", nullClears);
    Boolean shared = flag(json, "shared", nullClears);
    String time = json.string("createdAt");
    Instant createdAt = time == null ? null : json.parse(() -> Timestamp.parse("/createdAt", time));
    return json.parse(() ->
        LinkFields.builder()
            .title(title)
            .description(description)
            .note(note)
            .imageUrl(imageUrl)
            .iconUrl(iconUrl)
            .tags(tags)
            .unread(unread)
            .archived(archived)
            .favorite(favorite)
            .shared(shared)
            .createdAt(createdAt)
            .build());
  }

  private static @Nullable String text(
      JsonObject json, String name, int maxLength, boolean nullClears) {
    String text = nullClears && json.isNull(name) ? "" : json.string(name);
    if (text != null && LinkLimits.isLonger(text, maxLength)) {
      json.refuse(FaultCode.TOO_LONG, name, LinkLimits.longerThan(maxLength));
      return null;
    }
    return text;
  }

  private static @Nullable Boolean flag(JsonObject json, String name, boolean nullClears) {
    return nullClears && json.isNull(name) ? Boolean.FALSE : json.flag(name);
  }

  private static @Nullable List<Tag> fewTags(JsonObject json, String name) {
    List<Tag> tags = tags(json, name);
    int max = json.limits().tags();
    if (tags != null && tags.stream().map(Tag::key).distinct().count() > max) {
      json.refuse(FaultCode.TOO_MANY, name, "A link has at most " + max + " tags.");
      return null;
    }
    return tags;
  }

  private static @Nullable List<Tag> tags(JsonObject json, String name) {
    return json.strings(name, json.limits()::tag);
  }

  private static void write(JsonGenerator json, SerializedString name, @Nullable String text)
      throws IOException {
    json.writeFieldName(name);
    if (text == null) {
      json.writeNull();
    } else {
      json.writeString(text);
    }
  }

  private static void write(JsonGenerator json, SerializedString name, boolean flag)
      throws IOException {
    json.writeFieldName(name);
    json.writeBoolean(flag);
  }

  private static void write(JsonGenerator json, SerializedString name, Instant moment)
      throws IOException {
    json.writeFieldName(name);
    char[] text = Timestamp.format(moment);
    json.writeString(text, 0, text.length);
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> members = new HashSet<>(some);
    members.addAll(List.of(more));
    return Set.copyOf(members);
  }
}
