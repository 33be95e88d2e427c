package linkhold.http.sync;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import linkhold.domain.Change;
import linkhold.json.LinkJson;

/** Changes in JSON. */
final class ChangeJson {

  private ChangeJson() {}

  /** Writes {@code change}: the link as it is now, or that it was deleted. */
  static void write(JsonGenerator json, Change change) throws IOException {
    json.writeStartObject();
    writeMembers(json, change);
    json.writeEndObject();
  }

  /** The same without the braces. */
  static void writeMembers(JsonGenerator json, Change change) throws IOException {
    json.writeNumberField("id", change.id());
    json.writeNumberField("revision", change.revision());
    switch (change) {
      case Change.Saved saved -> LinkJson.writeMember(json, "link", saved.link());
      case Change.Deleted _ -> json.writeBooleanField("deleted", true);
    }
  }
}
