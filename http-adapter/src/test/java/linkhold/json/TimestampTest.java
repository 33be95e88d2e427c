package linkhold.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import linkhold.domain.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T08:00:00.123456Z",
        "0001-01-01T00:00:00.000000Z",
        "1969-12-31T23:59:59.000001Z",
        "2000-02-29T01:02:03.040506Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void aMomentIsWrittenInFullToTheMicrosecond(String text) {
    assertEquals(text, String.valueOf(Timestamp.format(Instant.parse(text))));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T08:00:00Z, 2026-11-23T08:00:00Z",
    "2026-11-23t08:00:00z, 2026-11-23T08:00:00Z",
    "2026-11-23T08:00:00.5Z, 2026-11-23T08:00:00.5Z",
    "2026-11-23T08:00:00.123456789123Z, 2026-11-23T08:00:00.123456789Z",
    "2026-11-23T08:00:00+05:30, 2026-11-23T02:30:00Z",
    "2026-11-23T08:00:00-00:00, 2026-11-23T08:00:00Z",
    "2026-11-23T00:00:00-12:00, 2026-11-23T12:00:00Z",
    "2016-12-31T23:59:60Z, 2016-12-31T23:59:59Z",
  })
  void aMomentIsReadWithItsOffset(String text, String moment) {
    assertEquals(Instant.parse(moment), Timestamp.parse("/t", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1700000000",
        "2026-11-23",
        "2026-11-23T08:00Z",
        "2026-11-23T08:00:00",
        "2026-11-23 08:00:00Z",
        "2026-11-23T08:00:00+05",
        "2026-11-23T08:00:00+0530",
        "2026-11-23T08:00:00.Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T08:60:00Z",
        "2026-02-30T08:00:00Z",
        "2026-13-01T08:00:00Z",
        "+2026-11-23T08:00:00Z",
        "12026-11-23T08:00:00Z",
        "2026-11-23T08:00:00Z ",
        "٢٠٢٦-11-23T08:00:00Z"
      })
  void otherTextsAreRefused(String text) {
    var refusal = assertThrows(InvalidInputException.class, () -> Timestamp.parse("/t", text));
    assertEquals("/t", refusal.faults().getFirst().pointer());
  }
}
