package linkhold.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes a piece of JSON. */
@FunctionalInterface
interface JsonWriter {

  void write(JsonGenerator json) throws IOException;
}
