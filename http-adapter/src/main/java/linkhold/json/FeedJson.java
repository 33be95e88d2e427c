package linkhold.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import linkhold.domain.AccountFeed;

/** Entries of the feed of accounts in JSON. */
public final class FeedJson {

  private FeedJson() {}

  /** Writes the account's name and version, the epoch as entity tags write it. */
  public static void write(JsonGenerator json, AccountFeed.Entry entry) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", entry.account());
    json.writeStringField(
        "epoch", Long.toUnsignedString(entry.version().epoch(), Character.MAX_RADIX));
    json.writeNumberField("revision", entry.version().revision());
    json.writeEndObject();
  }
}
