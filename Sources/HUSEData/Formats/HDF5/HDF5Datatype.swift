import HUSECore

/// The type of the elements of a dataset.
enum HDF5Datatype {
  /// Numbers, or truth values.
  case number(NPYElementType)
  /// Texts of a fixed number of bytes, padded with zeros or spaces.
  case text(byteCount: Int, padding: UInt8)
  /// Texts of any length, which are stored elsewhere in the file.
  case variableText
  /// Addresses of other objects.
  case reference
  /// Any other type, by its name.
  case other(String)

  private static let classNames = [
    "integers", "floating-point numbers", "times", "texts", "bit fields", "opaque bytes",
    "compound elements", "references", "enumerations", "lists of variable length", "arrays",
  ]

  /// The number of bytes of an element in the file, or `nil` for an unsupported type.
  var byteCount: Int? {
    switch self {
    case .number(let type): type.byteCount
    case .text(let byteCount, _): byteCount
    case .variableText: 16
    case .reference: 8
    case .other: nil
    }
  }

  /// The name of the type, for messages.
  var name: String {
    switch self {
    case .number: "numbers"
    case .text, .variableText: "texts"
    case .reference: "references"
    case .other(let name): name
    }
  }

  /// - Throws: `HUSEError.malformedFile`.
  init(at address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    let kind = Int(try bytes.number(UInt8.self, at: address) & 0xF)
    let flags = try bytes.number(UInt32.self, at: address) >> 8
    let size = Int(try bytes.number(UInt32.self, at: address + 4))
    let order = flags & 1 == 0 ? "<" : ">"
    func number(_ letter: String) -> HDF5Datatype {
      NPYElementType("\(order)\(letter)\(size)").map(HDF5Datatype.number)
        ?? .other("\(Self.classNames[kind]) of \(size) bytes")
    }
    switch kind {
    case 0:
      let offset = try bytes.number(UInt16.self, at: address + 8)
      let bits = try bytes.number(UInt16.self, at: address + 10)
      self =
        offset == 0 && Int(bits) == size * 8
        ? number(flags & 8 == 0 ? "u" : "i") : .other("integers of \(bits) bits")
    case 1:
      let layout = try bytes.slice(at: address + 8, count: 12)
      switch (size, Array(layout[2..<8]), layout.littleEndian(UInt32.self, at: 8)) {
      case (2, [16, 0, 10, 5, 0, 10], 15), (4, [32, 0, 23, 8, 0, 23], 127),
        (8, [64, 0, 52, 11, 0, 52], 1023):
        self = number("f")
      case (2, [16, 0, 7, 8, 0, 7], 127) where order == "<": self = number("V")
      default: self = .other("floating-point numbers of a format of their own")
      }
    case 3:
      guard size > 0 else { throw bytes.malformed("has texts of no bytes") }
      self = .text(byteCount: size, padding: flags & 0xF == 2 ? UInt8(ascii: " ") : 0)
    case 7: self = flags & 0xF == 0 && size == 8 ? .reference : .other("references to regions")
    case 8:
      // h5py stores Booleans as an enumeration of bytes.
      self = try HDF5Datatype(ofEnumerationAt: address + 8, in: bytes)
    case 9: self = flags & 0xF == 1 && size == 16 ? .variableText : .other(Self.classNames[9])
    default:
      let isKnown = kind < Self.classNames.count
      self = .other(isKnown ? Self.classNames[kind] : "an unknown type \(kind)")
    }
  }

  /// Reads an enumeration as the integers that it names.
  private init(ofEnumerationAt address: Int, in bytes: HDF5Bytes) throws(HUSEError) {
    let kind = try bytes.number(UInt8.self, at: address) & 0xF
    guard kind == 0 else { throw bytes.malformed("has an enumeration of no integers") }
    self = try HDF5Datatype(at: address, in: bytes)
  }
}
