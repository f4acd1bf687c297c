/// FNV-1a of 64 bits (Fowler, Noll and Vo), byte by byte: the same on every platform and in every
/// run, unlike `Hasher`.
package struct StableHash: Sendable {
  /// The hash of the bytes so far.
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }

  /// The hash with all bits mixed into all (the finalizer of MurmurHash3), so that any of them can
  /// be used alone.
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
