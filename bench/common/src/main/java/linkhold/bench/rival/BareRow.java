package linkhold.bench.rival;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * A link of which nothing but the URL is kept, as it was sent: no account, no time, no tags, no
 * check whether the link exists already.
 */
public record BareRow(long id, String url) {

  /** The path prefix of its calls on each rival: {@code /bare/v1/links} and {@code /bare/links}. */
  public static final String PREFIX = "/bare";

  /** Adds a row. Parameter: URL. */
  public static final String SAVE = "insert into bare_links (url) values ($1) returning id";

  /** One row. Parameter: id. */
  public static final String FIND = "select id, url from bare_links where id = $1";

  /** The newest rows. Parameter: how many. */
  public static final String PAGE = "select id, url from bare_links order by id desc limit $1";

  /** The URLs of the oldest rows. Parameter: how many. */
  public static final String LIST = "select url from bare_links order by id limit $1";

  /**
   * The URL that a request's body holds.
   *
   * @throws IOException when it is not JSON, or has no URL
   */
  public static String url(byte[] body) throws IOException {
    try (JsonParser json = JsonBytes.FACTORY.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME && json.currentName().equals("url")) {
          return json.nextTextValue();
        }
      }
    }
    throw new IOException("The body has no URL");
  }

  /** The row in JSON. */
  public byte[] toJson() {
    return JsonBytes.write(this::write);
  }

  /** Rows in JSON. */
  public static byte[] page(List<BareRow> rows) {
    return JsonBytes.write(json -> {
      json.writeStartArray();
      for (BareRow row : rows) {
        row.write(json);
      }
      json.writeEndArray();
    });
  }

  /** URLs in JSON. */
  public static byte[] list(List<String> urls) {
    return JsonBytes.write(json -> {
      json.writeStartArray();
      for (String url : urls) {
        json.writeString(url);
      }
      json.writeEndArray();
    });
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", id);
    json.writeStringField("url", url);
    json.writeEndObject();
  }
}
