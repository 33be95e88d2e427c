package linkhold.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import linkhold.domain.Link;
import linkhold.formats.entry.LinkWriter;
import linkhold.json.Json;
import linkhold.json.LinkJson;

/** JSON Lines: each link as {@code /v1} shows it. */
public final class JsonLinesWriter implements LinkWriter {

  private static final byte[] LINE_BREAK = "\n".getBytes(UTF_8);

  private final OutputStream out;

  /** Begins a file. */
  public JsonLinesWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(Link link) throws IOException {
    Json.write(out, json -> LinkJson.write(json, link));
    out.write(LINE_BREAK);
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
