/// The digest by which a copy is compared with the server's library (docs/sync.md, "Checking a copy"), of
/// links in any order.
struct CopyDigest: Sendable {
  private var first: UInt32 = 0
  private var second: UInt32 = 0
  private(set) var count = 0

  mutating func add(id: Int64, revision: Int64) {
    first &+= Self.number(0x6c69_6e6b, id, revision)
    second &+= Self.number(0x686f_6c64, id, revision)
    count += 1
  }

  /// Sixteen hexadecimal digits.
  var text: String { Self.hexadecimal(first) + Self.hexadecimal(second) }

  private static func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func number(_ seed: UInt32, _ id: Int64, _ revision: Int64) -> UInt32 {
    [id, id >> 32, revision, revision >> 32].reduce(seed) { hash, part in
      mix(hash ^ UInt32(truncatingIfNeeded: part))
    }
  }

  private static func mix(_ number: UInt32) -> UInt32 {
    var x = number
    x = (x ^ (x >> 16)) &* 0x7feb_352d
    x = (x ^ (x >> 15)) &* 0x846c_a68b
    return x ^ (x >> 16)
  }
}
