/// Converts to and from 16-bit floating point, also on platforms that lack `Float16`.
package enum HalfPrecision {
  /// The exact value of an IEEE 754 binary16 bit pattern.
  package static func float(fromFloat16 bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      // Subnormal: fraction · 2⁻²⁴, exact in binary32.
      return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31:
      return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default:
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The exact value of a bfloat16 bit pattern, which is the upper half of a binary32 number.
  package static func float(fromBFloat16 bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// The bit pattern of the nearest IEEE 754 binary16 number; infinity for magnitudes from 65520.
  package static func float16(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    guard !value.isNaN else { return sign | 0x7E00 }
    guard magnitude < 65536 else { return sign | 0x7C00 }
    // Subnormal: multiples of 2⁻²⁴, the 1024th of which is the smallest normal number.
    guard magnitude >= 0x1p-14 else {
      return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
    }
    return sign | UInt16((roundingUp(magnitude.bitPattern, dropping: 13) - 0x3800_0000) >> 13)
  }

  /// The bit pattern of the nearest bfloat16 number.
  package static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    return UInt16((value.isNaN ? bits | 0x0040_0000 : roundingUp(bits, dropping: 16)) >> 16)
  }

  /// The bits, increased so that dropping the lowest `count` bits rounds to nearest, ties to even.
  private static func roundingUp(_ bits: UInt32, dropping count: UInt32) -> UInt32 {
    bits + (1 << (count - 1)) - 1 + (bits >> count & 1)
  }
}
