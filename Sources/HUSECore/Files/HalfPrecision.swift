/// Conversion from 16-bit floating point, on every platform (`Float16` is missing on some).
package enum HalfPrecision {
  /// The value of an IEEE 754 binary16 bit pattern, exactly.
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
}
