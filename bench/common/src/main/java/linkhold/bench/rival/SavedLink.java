package linkhold.bench.rival;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A link as it is stored, and its JSON. */
public record SavedLink(
    long id,
    String url,
    @Nullable String title,
    @Nullable String description,
    @Nullable String note,
    List<String> tags,
    boolean unread,
    boolean archived,
    boolean favorite,
    boolean shared,
    OffsetDateTime createdAt,
    OffsetDateTime updatedAt,
    long revision,
    long epoch) {

  /** Whether the save that returned this link created it. */
  public boolean isNew() {
    return id == revision;
  }

  /** The entity tag. */
  public String entityTag() {
    return "\"" + Long.toHexString(epoch) + "." + revision + "\"";
  }

  /** The link in JSON. */
  public byte[] toJson() {
    return JsonBytes.write(this::write);
  }

  /** A page in JSON: the first {@code limit} of {@code links}, and whether there are more. */
  public static byte[] page(List<SavedLink> links, int limit) {
    return JsonBytes.write(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (SavedLink link : links.subList(0, Math.min(limit, links.size()))) {
        link.write(json);
      }
      json.writeEndArray();
      if (links.size() > limit) {
        json.writeStringField("next", "n" + links.get(limit - 1).id());
      } else {
        json.writeNullField("next");
      }
      json.writeEndObject();
    });
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeStringField("url", url);
    json.writeStringField("title", title);
    json.writeStringField("description", description);
    json.writeStringField("note", note);
    json.writeFieldName("tags");
    json.writeStartArray();
    for (String tag : tags) {
      json.writeString(tag);
    }
    json.writeEndArray();
    json.writeBooleanField("unread", unread);
    json.writeBooleanField("archived", archived);
    json.writeBooleanField("favorite", favorite);
    json.writeBooleanField("shared", shared);
    json.writeStringField("createdAt", DateTimeFormatter.ISO_INSTANT.format(createdAt.toInstant()));
    json.writeStringField("updatedAt", DateTimeFormatter.ISO_INSTANT.format(updatedAt.toInstant()));
    json.writeNumberField("revision", revision);
    json.writeEndObject();
  }
}
