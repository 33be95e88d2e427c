package linkhold.formats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;
import linkhold.domain.Link;
import linkhold.domain.Tag;

/** JSON Lines: everything that is known of each link. */
final class JsonLinesWriter implements LinkWriter {

  private final JsonGenerator json;
  private boolean empty = true;

  JsonLinesWriter(OutputStream out) throws IOException {
    json = JsonText.FACTORY.createGenerator(out);
    json.setRootValueSeparator(new SerializedString("\n"));
  }

  @Override
  public void write(Link link) throws IOException {
    empty = false;
    json.writeStartObject();
    json.writeNumberField("id", link.id());
    json.writeStringField("url", link.url());
    json.writeStringField("title", link.title());
    json.writeStringField("description", link.description());
    json.writeStringField("note", link.note());
    json.writeArrayFieldStart("tags");
    for (Tag tag : link.tags()) {
      json.writeString(tag.name());
    }
    json.writeEndArray();
    json.writeBooleanField("unread", link.unread());
    json.writeBooleanField("archived", link.archived());
    json.writeBooleanField("favorite", link.favorite());
    json.writeBooleanField("shared", link.shared());
    json.writeStringField("createdAt", link.createdAt().toString());
    json.writeStringField("updatedAt", link.updatedAt().toString());
    json.writeNumberField("revision", link.revision());
    json.writeEndObject();
  }

  @Override
  public void end() throws IOException {
    if (!empty) {
      json.writeRaw('\n');
    }
    json.close();
  }
}
