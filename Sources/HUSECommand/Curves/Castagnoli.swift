import Foundation

/// CRC-32C (Castagnoli), the checksum of TensorFlow records.
enum Castagnoli {
  /// The remainders of all bytes for the polynomial 0x1EDC6F41, with reversed bits.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
    }
  }

  static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(UInt32.max) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
  }

  /// The checksum as TensorFlow stores it, masked for data that contains checksums itself.
  static func maskedChecksum(_ data: Data) -> UInt32 {
    let value = checksum(data)
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }
}
