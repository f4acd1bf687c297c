import Foundation

/// A 64-bit fingerprint of a sequence of texts and numbers (FNV-1a, Fowler, Noll and Vo).
///
/// It notices changes; it does not protect against somebody who wants to deceive it.
struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ text: String) {
    // The length first, so that "ab", "c" and "a", "bc" differ.
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(byte) }
  }

  mutating func add(_ number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
