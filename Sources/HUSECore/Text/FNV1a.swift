/// The 64-bit FNV-1a hash (Fowler, Noll and Vo).
///
/// Unlike `Hasher`, it is the same in every run and on every platform, so that it can be stored. It
/// detects changes, but does not protect against deliberately constructed collisions.
package struct FNV1a: Sendable {
  /// The hash of what has been added.
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  /// The hash of some bytes.
  package init(_ bytes: ArraySlice<UInt8>) { add(bytes) }

  /// The hash of a text in UTF-8.
  package init(_ text: String) { add(text) }

  /// Adds bytes one by one.
  package mutating func add(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { add(word: UInt64(byte)) }
  }

  /// Adds the bytes of a text in UTF-8.
  package mutating func add(_ text: String) {
    for byte in text.utf8 { add(word: UInt64(byte)) }
  }

  /// Adds a number in one step, unlike the published hash, which adds single bytes.
  package mutating func add(word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  /// The hash with every bit mixed into all others (the finalizer of MurmurHash3), so that any of
  /// its bits can be used alone.
  package var mixed: UInt64 {
    var x = value
    x ^= x >> 33
    x = x &* 0xFF51_AFD7_ED55_8CCD
    x ^= x >> 33
    x = x &* 0xC4CE_B9FE_1A85_EC53
    x ^= x >> 33
    return x
  }
}
