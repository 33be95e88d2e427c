package linkhold.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes JSON text (RFC 8259) as UTF-8. */
public final class Json {

  // The pool is shared: one of each thread would keep its buffers for every idle connection.
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonReader.MAX_DEPTH)
                  .maxNumberLength(JsonReader.MAX_NUMBER_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build()
          .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
          .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

  private Json() {}

  /** The text that {@code writer} writes. */
  public static byte[] bytes(JsonWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try {
      write(out, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from the writer itself: memory does not fail
    }
    return out.toByteArray();
  }

  /**
   * Writes to {@code out}, without flushing or closing it. When {@code writer} fails, nothing is
   * added that would make the text look complete.
   */
  public static void write(OutputStream out, JsonWriter writer) throws IOException {
    JsonGenerator json = FACTORY.createGenerator(out);
    writer.write(json);
    json.close();
  }
}
