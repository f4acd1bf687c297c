import HUSECore
import Testing

@Suite struct HalfPrecisionTests {
  /// All numbers of a format that are finite and not negative, in rising order, by their bits.
  private static func numbers(_ precision: StoredPrecision) -> [Float] {
    precision == .float16
      ? (0..<UInt16(0x7C00)).map(HalfPrecision.float(fromFloat16:))
      : (0..<UInt32(0x7F80)).map { Float(bitPattern: $0 << 16) }
  }

  /// Every number itself, and between each and the next what is nearer to the one or the other.
  @Test(arguments: [StoredPrecision.float16, .bfloat16])
  func theNearestNumberIsTaken(precision: StoredPrecision) {
    let numbers = Self.numbers(precision)
    var wrong: [Float] = []
    for (index, (low, high)) in zip(numbers, numbers.dropFirst()).enumerated() {
      // Exact: both have far fewer digits than a Float.
      let middle = low + (high - low) / 2
      for (value, expected) in [
        (low, low), (middle.nextDown, low), (middle, index.isMultiple(of: 2) ? low : high),
        (middle.nextUp, high),
      ] {
        if precision.rounded(value) != expected { wrong.append(value) }
        if precision.rounded(-value) != -expected { wrong.append(-value) }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func theEndsOfTheRange() {
    #expect(StoredPrecision.float16.rounded(65519) == 65504)
    #expect(StoredPrecision.float16.rounded(65520) == .infinity)
    #expect(StoredPrecision.float16.rounded(1e30) == .infinity)
    #expect(StoredPrecision.bfloat16.rounded(.greatestFiniteMagnitude) == .infinity)
    for precision in StoredPrecision.allCases {
      #expect(precision.rounded(-.infinity) == -.infinity)
      #expect(precision.rounded(.nan).isNaN && precision.rounded(-.nan).isNaN)
      #expect(precision.rounded(-0.0).sign == .minus)
    }
  }
}
