package linkhold.http.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code Accept} means, and where Helidon takes it for something else. */
final class AcceptTest {

  private static final String JSON = "application/json";
  private static final String NONE = "none";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "*/*|1",
        "application/json|1",
        "application/*|1",
        "APPLICATION/JSON; charset=utf-8|1",
        "text/html, */*;q=0.1|0.1",
        "text/html|0",
        "application/problem+json|0",
        "garbage|0",
        "##|0",
        ",,|0",
        "application/json;q=2|1"
      })
  void theMostSpecificRangeDecides(String accept, double quality) {
    assertEquals(quality, Accept.quality(List.of(accept), JSON));
  }

  /** Our own code stays as long as these differ. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json;q=0, */*|0|application/json",
        "*/*, application/json;q=0|0|application/json",
        "application/*;q=0, */*|0|application/json",
        "*|1|none",
        "application/json;q=abc|1|none"
      })
  void helidonTakesItForSomethingElse(String accept, double quality, String helidons) {
    assertEquals(quality, Accept.quality(List.of(accept), JSON));
    assertEquals(helidons, helidons(accept, JSON));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"text/event-stream, */*", "application/json;q=0.9, text/event-stream, */*"})
  void helidonPrefersWhatIsNotNamed(String accept) {
    assertNotEquals("text/event-stream", helidons(accept, JSON, "text/event-stream"));
  }

  /** The type that Helidon would answer with; "none" when it refuses the request. */
  private static String helidons(String accept, String... types) {
    WritableHeaders<?> headers = WritableHeaders.create().set(HeaderNames.ACCEPT, accept);
    MediaType[] offered = List.of(types).stream().map(MediaTypes::create).toArray(MediaType[]::new);
    try {
      return ServerRequestHeaders.create(headers)
          .bestAccepted(offered)
          .map(MediaType::text)
          .orElse(NONE);
    } catch (BadRequestException e) {
      return NONE;
    }
  }
}
