import Foundation

/// A little-endian TIFF file made by hand: blocks of pixels, then the directory, then the values
/// that have no room in it.
enum SmallTIFF {
  /// An entry of the directory; type 3 is a number of 16 bits, 4 of 32, 16 of 64.
  struct Field {
    let tag: UInt16
    let values: [UInt32]
    let type: UInt16

    init(_ tag: UInt16, _ values: UInt32..., type: UInt16 = 4) {
      self.tag = tag
      self.values = values
      self.type = type
    }

    /// Many equal values.
    init(_ tag: UInt16, repeating value: UInt32, count: Int) {
      self.tag = tag
      values = [UInt32](repeating: value, count: count)
      type = 4
    }
  }

  /// A file of these fields, with those that say where the strips or tiles are.
  static func file(_ fields: [Field], strips: [Data] = [], tiles: [Data] = []) -> Data {
    let blocks = strips + tiles
    let tags: (UInt16, UInt16) = tiles.isEmpty ? (273, 279) : (324, 325)
    let offsets = blocks.indices.map { 8 + blocks[..<$0].reduce(0) { $0 + $1.count } }
    var entries = fields.map { ($0.tag, $0.type, $0.values) }
    if !blocks.isEmpty {
      entries.append((tags.0, 4, offsets.map { UInt32($0) }))
      entries.append((tags.1, 4, blocks.map { UInt32($0.count) }))
    }
    let pixels = blocks.reduce(Data(), +)
    let directory = 8 + pixels.count
    var elsewhere = Data()
    let table = entries.reduce(Data()) { table, entry in
      let (tag, type, values) = entry
      let bytes = values.reduce(Data()) { $0 + littleEndian($1) }
      let place = directory + 2 + entries.count * 12 + 4 + elsewhere.count
      if values.count > 1 { elsewhere += bytes }
      return table + littleEndian(tag) + littleEndian(type) + littleEndian(UInt32(values.count))
        + (values.count > 1 ? littleEndian(UInt32(place)) : bytes)
    }
    return Data("II*\0".utf8) + littleEndian(UInt32(directory)) + pixels
      + littleEndian(UInt16(entries.count)) + table + littleEndian(UInt32(0)) + elsewhere
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }
}
