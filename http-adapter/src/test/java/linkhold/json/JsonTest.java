package linkhold.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {

  /** Texts of every length around the generator's buffers, so that a pair falls on each border. */
  @Test
  void charactersBeyondTheBasicPlaneAreWrittenWhole() {
    String emoji = "😀é日".repeat(3000);
    for (int length = 0; length < 64; length++) {
      String text = "x".repeat(length) + emoji;
      assertEquals('"' + text + '"', new String(Json.bytes(json -> json.writeString(text)), UTF_8));
      char[] chars = text.toCharArray();
      assertEquals(
          '"' + text + '"',
          new String(Json.bytes(json -> json.writeString(chars, 0, chars.length)), UTF_8));
    }
  }
}
