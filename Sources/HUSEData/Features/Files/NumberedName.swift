/// A file name that is ordered by the values of its numbers, 2 before 10.
struct NumberedName: Comparable {
  let name: String
  /// The text around the numbers.
  let words: [Substring]
  /// The digits of the numbers, without leading zeros.
  let numbers: [Substring]

  init(_ name: String) {
    self.name = name
    words = name.split(omittingEmptySubsequences: false, whereSeparator: Self.isDigit)
      .filter { !$0.isEmpty }
    numbers = name.split { !Self.isDigit($0) }
      .map { digits in digits.drop { $0 == "0" } }
  }

  /// The number of files that a name such as `images-00000-of-00012.npy` states.
  var statedCount: Int? {
    name.firstMatch(of: /[0-9]-of-([0-9]+)/).flatMap { Int($0.1) }
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  static func < (first: NumberedName, second: NumberedName) -> Bool {
    if first.words != second.words { return first.words.lexicographicallyPrecedes(second.words) }
    for (a, b) in zip(first.numbers, second.numbers) where a != b {
      return a.count != b.count ? a.count < b.count : a < b
    }
    return first.name < second.name
  }
}
