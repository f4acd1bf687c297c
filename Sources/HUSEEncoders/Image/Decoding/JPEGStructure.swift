/// The segments of a JPEG file: the size of the image, and whether its data is complete.
///
/// ITU-T T.81, annex B. libjpeg fills the missing part of a truncated file with grey, so that only
/// the missing end marker reveals it.
struct JPEGStructure {
  private(set) var width = 0
  private(set) var height = 0
  /// The number of passes over the image: one, or about ten if it is progressive.
  private(set) var scanCount = 0
  /// Whether the end marker follows the last scan.
  private(set) var isComplete = false
  private var metadata = OrientationMetadata()
  private var isSequential = false
  private var componentCount = 0
  private var scannedComponents = 0

  /// The orientation in EXIF or XMP.
  var orientation: Orientation? { metadata.orientation }

  /// Whether a single pass contains the whole image, so that the decoder can tell if rows are
  /// missing.
  var isOneScan: Bool { isSequential && scanCount == 1 && scannedComponents == componentCount }

  /// Reads the segments; `nil` if there is no frame header.
  init?(_ reader: ByteReader) {
    var offset = 2
    while let marker = Self.nextMarker(reader, &offset) {
      switch marker {
      case 0xD9:
        isComplete = true
        if width > 0 { return } else { return nil }
      case 0x01, 0xD0...0xD8:
        continue
      default:
        guard let length = reader.bigEndian(at: offset, size: 2), length >= 2 else { break }
        if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker), width == 0 {
          height = reader.bigEndian(at: offset + 3, size: 2) ?? 0
          width = reader.bigEndian(at: offset + 5, size: 2) ?? 0
          componentCount = reader.byte(at: offset + 7) ?? 0
          isSequential = marker == 0xC0 || marker == 0xC1
        }
        if marker == 0xDA {
          scanCount += 1
          scannedComponents = reader.byte(at: offset + 2) ?? 0
        }
        if marker == 0xE1, offset + length <= reader.count {
          readMetadata(
            UnsafeRawBufferPointer(rebasing: reader.bytes[offset + 2..<offset + length]))
        }
        offset += length
      }
    }
    if width == 0 { return nil }
  }

  /// Reads an APP1 segment.
  private mutating func readMetadata(_ segment: UnsafeRawBufferPointer) {
    let reader = ByteReader(bytes: segment)
    if reader.starts(with: "Exif\0\0") {
      metadata.read(exif: segment)
    } else if reader.starts(with: "http://ns.adobe.com/xap/1.0/\0") {
      metadata.read(xmp: segment)
    }
  }

  /// The next marker at or after `offset`, which is moved past it.
  ///
  /// Entropy-coded data between segments is skipped: there a byte FF is followed by 00 or by a
  /// restart marker.
  private static func nextMarker(_ reader: ByteReader, _ offset: inout Int) -> Int? {
    while offset < reader.count - 1 {
      guard reader.bytes[offset] == 0xFF else {
        offset += 1
        continue
      }
      let code = Int(reader.bytes[offset + 1])
      if code == 0xFF {
        offset += 1
      } else if code == 0 || (0xD0...0xD7).contains(code) {
        offset += 2
      } else {
        offset += 2
        return code
      }
    }
    return nil
  }
}
