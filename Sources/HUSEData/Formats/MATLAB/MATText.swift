import HUSECore

/// The characters of an element.
///
/// They are UTF-16 in MATLAB, and in one of several encodings in the file.
struct MATText {
  private let element: MATElement
  private let isBigEndian: Bool
  private let path: String

  init(_ element: MATElement, isBigEndian: Bool, path: String) {
    self.element = element
    self.isBigEndian = isBigEndian
    self.path = path
  }

  /// The code units of UTF-16, or of UTF-32 in a file with this encoding.
  ///
  /// - Throws: `HUSEError.malformedFile` unless there are `count`.
  func units(count: Int) throws(HUSEError) -> [UInt32] {
    guard let units = decoded(count: count), units.count == count else {
      throw .malformedFile(
        path: path, problem: "does not hold \(count) characters", remedy: DamagedFile.remedy)
    }
    return units
  }

  private func decoded(count: Int) -> [UInt32]? {
    let bytes = element.bytes
    switch element.content {
    case .uint8, .int8: return bytes.map { UInt32($0) }
    case .utf8:
      guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
      // MATLAB counts code units of UTF-16, SciPy counts characters.
      let scalars = text.unicodeScalars.map(\.value)
      return scalars.count == count ? scalars : text.utf16.map { UInt32($0) }
    case .uint16, .utf16:
      guard bytes.count % 2 == 0 else { return nil }
      return stride(from: 0, to: bytes.count, by: 2).map { offset in
        let unit = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return UInt32(isBigEndian ? UInt16(bigEndian: unit) : UInt16(littleEndian: unit))
      }
    case .uint32, .utf32:
      guard bytes.count % 4 == 0 else { return nil }
      return stride(from: 0, to: bytes.count, by: 4).map { offset in
        let unit = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isBigEndian ? UInt32(bigEndian: unit) : UInt32(littleEndian: unit)
      }
    default: return nil
    }
  }

  /// Code units as text; `nil` if they are not valid.
  static func string(_ units: [UInt32]) -> String? {
    if units.allSatisfy({ $0 <= 0xFFFF }) {
      return String(validating: units.map { UInt16($0) }, as: UTF16.self)
    }
    var scalars = String.UnicodeScalarView()
    for unit in units {
      guard let scalar = Unicode.Scalar(unit) else { return nil }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}
