/// What an image file says about its orientation: in EXIF or, if EXIF does not say it, in XMP.
///
/// Pillow decides in the same way.
struct OrientationMetadata {
  private var isInEXIF = false
  private var fromEXIF: Orientation?
  private var fromXMP: Orientation?

  /// The orientation; `nil` if there is none, or a number that is no orientation.
  var orientation: Orientation? { isInEXIF ? fromEXIF : fromXMP }

  /// Reads an EXIF block, with or without the prefix that JPEG puts before it.
  ///
  /// The first that has an orientation counts.
  mutating func read(exif: UnsafeRawBufferPointer) {
    guard !isInEXIF, let value = Orientation.value(inEXIF: exif) else { return }
    isInEXIF = true
    fromEXIF = Orientation(rawValue: value)
  }

  /// Reads an XMP packet.
  ///
  /// The first that has an orientation counts.
  mutating func read(xmp: UnsafeRawBufferPointer) {
    fromXMP = fromXMP ?? Orientation.value(inXMP: xmp).flatMap(Orientation.init)
  }
}

extension Orientation {
  private static let exifPrefix: StaticString = "Exif\0\0"
  private static let xmpName: StaticString = "tiff:Orientation"

  /// The number of the orientation in an EXIF block; `nil` if there is none.
  fileprivate static func value(inEXIF bytes: UnsafeRawBufferPointer) -> Int? {
    let whole = ByteReader(bytes: bytes)
    guard whole.starts(with: exifPrefix) else { return field(in: whole)?.value }
    let block = UnsafeRawBufferPointer(
      rebasing: bytes.dropFirst(exifPrefix.utf8CodeUnitCount))
    return field(in: ByteReader(bytes: block))?.value
  }

  /// The number of the orientation in an XMP packet, where it is an attribute or an element; `nil`
  /// if there is none.
  fileprivate static func value(inXMP bytes: UnsafeRawBufferPointer) -> Int? {
    let reader = ByteReader(bytes: bytes)
    var rest = bytes.indices
    while let start = rest.first(where: { bytes[$0] == UInt8(ascii: "t") }) {
      rest = start + 1..<bytes.endIndex
      guard reader.starts(with: xmpName, at: start) else { continue }
      var end = start + xmpName.utf8CodeUnitCount
      if reader.starts(with: "=\"", at: end) {
        end += 2
      } else if reader.starts(with: ">", at: end) {
        end += 1
      } else {
        continue
      }
      if let byte = reader.byte(at: end), (0x30...0x39).contains(byte) { return byte - 0x30 }
    }
    return nil
  }
}
