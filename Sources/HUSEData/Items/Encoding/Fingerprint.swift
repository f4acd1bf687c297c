internal import HUSECore

/// A 64-bit fingerprint of a sequence of texts and numbers.
struct Fingerprint {
  private var hash = FNV1a()

  var value: UInt64 { hash.value }

  mutating func add(_ text: String) {
    // The length first, so that "ab", "c" and "a", "bc" differ.
    add(UInt64(text.utf8.count))
    hash.add(text)
  }

  mutating func add(_ number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      hash.add(word: number >> shift & 0xFF)
    }
  }
}
