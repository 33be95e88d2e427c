package linkhold.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.Reader;

/** A parser that numbers the objects of a text, so that a second reading finds them again. */
final class CountingParser extends JsonParserDelegate {

  private long objects;

  private CountingParser(JsonParser parser) {
    super(parser);
  }

  static CountingParser of(Reader json) throws IOException {
    return new CountingParser(JsonText.FACTORY.createParser(new ShortStrings(json)));
  }

  /** The number of the object read last, from 1. */
  long object() {
    return objects;
  }

  /** The line of the current token, from 1. */
  long line() {
    return currentTokenLocation().getLineNr();
  }

  @Override
  public JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (token == JsonToken.START_OBJECT) {
      objects++;
    }
    return token;
  }

  @Override
  public JsonParser skipChildren() throws IOException {
    if (!currentToken().isStructStart()) {
      return this;
    }
    int depth = 1;
    while (depth > 0) {
      JsonToken token = nextToken();
      if (token == null) {
        return this; // the text has ended; the parser reports it at the next token
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    return this;
  }
}
