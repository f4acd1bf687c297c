import HUSECore

/// The separator of the fields of a table, detected from its first lines.
struct CSVDialect {
  /// The separator: a comma, a tab or a semicolon.
  let separator: UInt8
  /// The number of fields of most of the first lines.
  let commonFieldCount: Int

  private static let sampledLines = 32
  private static let sampledBytes = 65_536

  /// Detects the separator that gives the most lines as many fields as the first line.
  ///
  /// In a tie the comma wins, then the tab. Separators within quotes do not count. A record of
  /// several lines affects only the counts of its own lines.
  init(of bytes: some Collection<UInt8>) {
    let lines = bytes.prefix(Self.sampledBytes)
      .split(maxSplits: Self.sampledLines) { $0 == 0x0A || $0 == 0x0D }
      .prefix(Self.sampledLines)
    var best = (separator: UInt8(ascii: ","), agreeing: 0, common: 1)
    for separator in [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")] {
      let counts = lines.map { Self.fieldCount(of: $0, separator: separator) }
      guard let first = counts.first, first > 1 else { continue }
      let agreeing = counts.count { $0 == first }
      guard agreeing > best.agreeing else { continue }
      best = (separator, agreeing, Self.mostCommon(counts))
    }
    (separator, commonFieldCount) = (best.separator, best.common)
  }

  private static func fieldCount(of line: some Sequence<UInt8>, separator: UInt8) -> Int {
    var count = 1
    var isQuoted = false
    for byte in line {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == separator, !isQuoted { count += 1 }
    }
    return count
  }

  /// The most frequent number; the first one in a tie.
  private static func mostCommon(_ counts: [Int]) -> Int {
    var frequency: [Int: Int] = [:]
    for count in counts { frequency[count, default: 0] += 1 }
    let highest = frequency.values.max() ?? 0
    return counts.first { frequency[$0] == highest } ?? 1
  }
}
