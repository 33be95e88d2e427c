package linkhold.formats.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

  @ParameterizedTest
  @CsvSource({
    "1700000000, 2023-11-14T22:13:20Z",
    "1700000000123, 2023-11-14T22:13:20.123Z",
    "1700000000123456, 2023-11-14T22:13:20.123456Z",
    "13344473600123456, 2023-11-14T22:13:20.123456Z",
    "1700000000123456789, 2023-11-14T22:13:20.123456789Z",
    "-1, 1969-12-31T23:59:59Z",
    "2023-11-14, 2023-11-14T00:00:00Z",
    "2023-11-14T22:13:20Z, 2023-11-14T22:13:20Z",
    "2023-11-14T22:13:20.5+02:00, 2023-11-14T20:13:20.5Z",
    "2023-11-14 22:13:20, 2023-11-14T22:13:20Z",
    "' 2023-11-14T22:13 ', 2023-11-14T22:13:00Z"
  })
  void aMomentIsUnderstood(String text, Instant moment) {
    assertEquals(Optional.of(moment), Moment.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "2023-02-30", "2023-11-14T25:00Z", "1e9", "99999999999999999999", "--1"})
  void otherTextIsNotAMoment(String text) {
    assertEquals(Optional.empty(), Moment.parse(text));
  }

  @Test
  void theOldestAndTheLatestOfAnyStoreComeBack() {
    for (String moment : new String[] {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"}) {
      assertEquals(Optional.of(Instant.parse(moment)), Moment.parse(moment));
    }
  }
}
