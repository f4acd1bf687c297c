import Foundation
import HUSECore

/// The checked header of an .npy file, with the type, shape and position of the array.
struct NPYHeader: Sendable {
  let type: NPYElementType
  /// NumPy's name of the type, for messages.
  let typeName: String
  let shape: [Int]
  /// The number of elements.
  let count: Int
  /// The number of bytes before the first element.
  let dataOffset: Int
  /// Whether a matrix is stored column by column.
  let isFortranOrder: Bool

  /// The longest header of version 1.0.
  ///
  /// NumPy itself refuses headers of more than 10,000 bytes.
  private static let longest = 65535

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header and checks that it matches the size of the data.
  init(of content: FileSection) throws(HUSEError) {
    let path = content.path
    func malformed(_ problem: String, _ remedy: Remedy = DamagedFile.remedy) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: remedy)
    }
    var reader = try content.reader()
    let start = try reader.read(min(8, content.byteCount))
    guard start.starts(with: Self.magic) else {
      throw malformed(
        "does not begin with the magic number of an .npy file", "Write the file with `np.save`.")
    }
    guard start.count == 8 else { throw malformed("ends within its header") }
    guard (1...3).contains(start[6]) else {
      throw .unsupportedFile(
        path: path, found: "version \(start[6]).\(start[7]) of the .npy format",
        supported: "versions 1.0, 2.0 and 3.0")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    guard content.byteCount >= 8 + lengthSize else { throw malformed("ends within its header") }
    let length = try reader.read(lengthSize).reversed().reduce(0) { $0 << 8 | Int($1) }
    dataOffset = 8 + lengthSize + length
    guard dataOffset <= content.byteCount else {
      throw malformed(
        "declares a header of \(length) bytes, beyond the end of a file of \(content.byteCount) "
          + "bytes")
    }
    guard length <= Self.longest else {
      throw malformed(
        "declares a header of \(length) bytes, more than the limit of \(Self.longest)")
    }
    guard let text = NPYHeaderText(try reader.read(length)) else {
      throw malformed("its header is not the dictionary that NumPy writes")
    }
    typeName = text.elementType
    shape = text.shape
    guard let type = NPYElementType(typeName) else {
      throw .unsupportedFile(
        path: path, found: "dtype '\(typeName)'",
        supported: "float32, float64, float16, bfloat16, integers, bool and text; convert "
          + "features with `array.astype(np.float32)`, and texts with `array.astype(str)`")
    }
    // An array of one dimension has only one order.
    isFortranOrder = text.isFortranOrder && text.shape.count > 1
    self.type = type
    var size: (partialValue: Int, overflow: Bool) = (type.byteCount, false)
    for length in text.shape where !size.overflow {
      size = size.partialValue.multipliedReportingOverflow(by: length)
    }
    guard !size.overflow else {
      throw malformed("declares the shape \(text.shape), which no file can hold")
    }
    guard size.partialValue == content.byteCount - dataOffset else {
      throw malformed(
        "shape \(text.shape) of dtype '\(typeName)' needs \(size.partialValue) bytes of data, "
          + "found \(content.byteCount - dataOffset)")
    }
    count = size.partialValue / type.byteCount
  }
}

extension NPYHeader {
  /// Whether a file is an .npy file with an array in Fortran order.
  static func isFortranOrder(_ url: URL) -> Bool {
    guard url.pathExtension == "npy", let file = try? MappedFile(contentsOf: url) else {
      return false
    }
    return (try? NPYHeader(of: FileSection(of: file)))?.isFortranOrder ?? false
  }
}
