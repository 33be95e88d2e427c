package linkhold.formats.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import linkhold.formats.entry.FileText;

/** Settings for parsing JSON texts of any size. */
final class JsonText {

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxStringLength(FileText.MAX_KEPT_LENGTH)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private JsonText() {}

  /** Whether the text ended before its value did. */
  static boolean isBrokenOff(JacksonException e) {
    return e instanceof JsonEOFException;
  }

  /** What is wrong with the text, for people. */
  static String reason(JacksonException e) {
    return switch (e) {
      case JsonEOFException _ -> "The JSON text ends too early.";
      case StreamConstraintsException _ -> "A value is too long, or nested too deeply.";
      default -> "It is not JSON.";
    };
  }
}
