package linkhold.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes a piece of JSON. */
@FunctionalInterface
public interface JsonWriter {

  void write(JsonGenerator json) throws IOException;
}
