public import Foundation
public import HUSECore

/// A .mat file of MATLAB, version 5 to 7, with named arrays that may be compressed.
///
/// It is the default of `save` in MATLAB and the format of `scipy.io.savemat`. Files of version 7.3
/// are HDF5 files, which `HDF5File` reads. Files of version 4 are refused.
public struct MATFile: Sendable {
  private let entries: [String: MATEntry]
  private let isBigEndian: Bool

  /// The path, for messages.
  public let path: String
  /// The names of the variables, sorted.
  public var names: [String] { entries.keys.sorted() }

  private static let headerSize = 128

  /// Maps a file and reads the names of its variables.
  ///
  /// Their values are read on demand.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a truncated or another file;
  ///   `.unsupportedFile` for other versions.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try MappedFile(contentsOf: url)
    path = file.path
    isBigEndian = try Self.checkHeader(of: file)
    let content = UnsafeRawBufferPointer(rebasing: file.bytes[Self.headerSize...])
    var elements = MATElements(content, isBigEndian: isBigEndian, path: file.path)
    var entries: [String: MATEntry] = [:]
    while !elements.isAtEnd {
      let start = elements.offset
      let element = try elements.next(.matrix, .compressed)
      let end = start + 8 + element.bytes.count
      let entry = MATEntry(
        file: file, range: Self.headerSize + start + 8..<Self.headerSize + end,
        isCompressed: element.content == .compressed, isBigEndian: isBigEndian)
      let name = try entry.name()
      // Internal variables of MATLAB have empty names.
      if !name.isEmpty { entries[name] = entry }
    }
    self.entries = entries
  }

  /// Whether the file has a variable of a name.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// Whether the values of a variable are texts.
  ///
  /// - Throws: the errors of `matrix(_:)`.
  public func isText(_ name: String) throws(HUSEError) -> Bool {
    try entry(name).read { (variable) throws(HUSEError) in
      variable.arrayClass == .char || variable.arrayClass == .cell
    }
  }

  /// A variable as a matrix, `[rows × columns]` as in MATLAB.
  ///
  /// Numbers are rounded to `Float`.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no such variable or it is damaged;
  ///   `.unsupportedFile` for a class other than real numbers, such as `sparse`; `.shapeMismatch`
  ///   unless it has two dimensions.
  public func matrix(_ name: String) throws(HUSEError) -> Matrix {
    try entry(name).read { (variable) throws(HUSEError) in try variable.matrix() }
  }

  /// The values of a row or column of whole numbers of any class.
  ///
  /// - Throws: the errors of `matrix(_:)`; `HUSEError.invalidRow` for a number that is not whole.
  public func integers(_ name: String) throws(HUSEError) -> [Int] {
    try entry(name).read { (variable) throws(HUSEError) in try variable.integers() }
  }

  /// The texts of a cell array, or the rows of a matrix of characters without trailing spaces.
  ///
  /// - Throws: the errors of `matrix(_:)`; `HUSEError.unsupportedFile` for a class other than
  ///   texts.
  public func strings(_ name: String) throws(HUSEError) -> [String] {
    try entry(name).read { (variable) throws(HUSEError) in try variable.strings() }
  }

  private func entry(_ name: String) throws(HUSEError) -> MATEntry {
    guard let entry = entries[name] else {
      throw .malformedFile(
        path: path, problem: "has no variable '\(name)'",
        remedy: names.isEmpty
          ? "It has no variables."
          : "Found: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "").")
    }
    return entry
  }

  /// Checks the header of a file.
  ///
  /// - Returns: whether the numbers of the file are big-endian.
  private static func checkHeader(of file: MappedFile) throws(HUSEError) -> Bool {
    let supported =
      "versions 5 to 7; in MATLAB, `save(file, '-v7')`, in Python "
      + "`scipy.io.savemat`"
    // A file of version 4 begins with small numbers, a later one with text.
    if file.bytes.count >= 4, file.bytes.prefix(4).contains(0) {
      throw .unsupportedFile(
        path: file.path, found: "a .mat file of version 4", supported: supported)
    }
    guard file.bytes.count >= headerSize else {
      throw .malformedFile(
        path: file.path, problem: "is too short for a .mat file", remedy: DamagedFile.remedy)
    }
    if file.bytes.starts(with: "MATLAB 7.3".utf8)
      || file.bytes.starts(with: HDF5Superblock.signature)
    {
      throw .unsupportedFile(
        path: file.path, found: "a .mat file of version 7.3, which is an HDF5 file",
        supported: "versions 5 to 7; read it with `HDF5File`")
    }
    let mark = Array(file.bytes[126..<128])
    guard mark == Array("IM".utf8) || mark == Array("MI".utf8) else {
      throw .malformedFile(
        path: file.path, problem: "is not a .mat file of version 5 or later",
        remedy: "Save it in MATLAB with `save(file, '-v7')`.")
    }
    let isBigEndian = mark[0] == UInt8(ascii: "M")
    let version = isBigEndian ? file.bytes[124] : file.bytes[125]
    guard version == 1 else {
      throw .unsupportedFile(
        path: file.path, found: "a .mat file whose version has the number \(version)",
        supported: supported)
    }
    return isBigEndian
  }
}
