package linkhold.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TerminalStreamTest {

  @Test
  void controlCharactersBecomeQuestionMarks() throws IOException {
    assertEquals("a?[2J?b?1m?", shown("a\u001b[2J\u0007b\u009b1m\u007f"));
  }

  @Test
  void lettersOfAnyLanguageAndLineEndsStay() throws IOException {
    String text = "Léa ¿Â\u00a0? 日本 مرحبا 👍\t,\r\n";
    assertEquals(text, shown(text));
  }

  private static String shown(String text) throws IOException {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    try (TerminalStream stream = new TerminalStream(terminal)) {
      stream.write(text.getBytes(UTF_8));
    }
    return terminal.toString(UTF_8);
  }
}
