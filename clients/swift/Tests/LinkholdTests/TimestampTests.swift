import Testing

@testable import Linkhold

@Suite struct TimestampTests {
  @Test(arguments: [
    "2026-11-23T08:00:00.123456Z", "1970-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z",
    "2000-02-29T12:30:45.000001Z", "2199-12-31T23:59:59.999999Z",
  ])
  func aTimeIsWrittenAsItWasRead(text: String) throws {
    let micros = try #require(Timestamp.micros(text))
    #expect(Timestamp.text(micros) == text)
    #expect(Timestamp.micros(Timestamp.date(micros)) == micros)
  }

  @Test func digitsThatAreMissingAreZeros() {
    #expect(Timestamp.micros("1970-01-01T00:00:01Z") == 1_000_000)
    #expect(Timestamp.micros("1970-01-01T00:00:01.5Z") == 1_500_000)
    #expect(Timestamp.micros("1970-01-01T00:00:01.123456789Z") == 1_123_456)
  }

  @Test(arguments: ["", "now", "2026-11-23", "2026-11-23T08:00:00+01:00", "2026-11-23T08:00:00.Z"])
  func otherTextIsNoTime(text: String) {
    #expect(Timestamp.micros(text) == nil)
  }
}
