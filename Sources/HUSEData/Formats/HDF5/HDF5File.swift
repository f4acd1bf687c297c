public import Foundation
public import HUSECore

/// An HDF5 file, as h5py and PyTables write it, or a .mat file of MATLAB 7.3: named datasets.
///
/// ```swift
/// let file = try HDF5File(contentsOf: URL(fileURLWithPath: "features.h5"))
/// let images = try file.matrix("images")
/// ```
///
/// Datasets may be in groups, `"train/images"`, in chunks, and compressed by gzip with shuffle and
/// fletcher32. Numbers are integers of 8 to 64 bits, floating-point numbers of 16 to 64 bits
/// (including bfloat16), or Booleans. Texts have a fixed or variable length. Structures that h5py
/// writes only with `libver="latest"`, other filters and other types are rejected with an error
/// that names them.
///
/// MATLAB arrays keep the rows and columns that they have in MATLAB.
public struct HDF5File: Sendable {
  private let bytes: HDF5Bytes
  private let root: [String: Int]

  /// The path, for messages.
  public var path: String { bytes.path }
  /// The names of the datasets and groups at the top level, sorted.
  public var names: [String] { root.keys.sorted().filter { !$0.hasPrefix("#") } }
  /// Whether MATLAB wrote the file.
  let isOfMATLAB: Bool

  /// Maps a file and reads the names in it; datasets are read on demand.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` if the file is truncated, damaged or not
  ///   an HDF5 file; `.unsupportedFile` for an unsupported version.
  public init(contentsOf url: URL) throws(HUSEError) {
    let superblock = try HDF5Superblock(of: MappedFile(contentsOf: url))
    bytes = superblock.bytes
    isOfMATLAB = superblock.bytes.file.bytes.starts(with: "MATLAB".utf8)
    root = try HDF5Group(HDF5ObjectHeader(at: superblock.root, in: bytes), in: bytes).members
  }

  /// Whether a file begins like an HDF5 file or a MATLAB 7.3 file.
  static func isThere(at url: URL) throws(HUSEError) -> Bool {
    try HDF5Superblock.start(in: MappedFile(contentsOf: url)) != nil
  }

  /// Whether the file has a dataset or group of this name at the top level.
  public func contains(_ name: String) -> Bool { root[name] != nil }

  /// Whether a dataset holds texts.
  ///
  /// - Throws: the same errors as `matrix(_:)`.
  public func isText(_ name: String) throws(HUSEError) -> Bool {
    let dataset = try dataset(name)
    if isOfMATLAB {
      let kind = try dataset.matlabClass
      return kind == "char" || kind == "cell"
    }
    switch dataset.type {
    case .text, .variableText: return true
    case .number, .reference, .other: return false
    }
  }

  /// A dataset as a matrix; numbers are rounded to `Float`, and a list is one row.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no such dataset or it is damaged;
  ///   `.unsupportedFile` for types other than numbers and for unsupported filters;
  ///   `.shapeMismatch` for more than two dimensions; `.invalidData` for a dataset that was not
  ///   written completely.
  public func matrix(_ name: String) throws(HUSEError) -> Matrix {
    let dataset = try dataset(name)
    let type = try dataset.numberType(isOfMATLAB: isOfMATLAB)
    let shape = dataset.shape
    guard (1...2).contains(shape.count) else {
      throw .shapeMismatch(
        expected: [shape.first ?? 1, dataset.count / max(shape.first ?? 1, 1)], found: shape,
        in: dataset.name, remedy: "Write a row for each item, `array.reshape(len(array), -1)`.")
    }
    let (rows, columns) = shape.count == 2 ? (shape[0], shape[1]) : (1, shape[0])
    let matrix = try dataset.content().withBytes { (content) throws(HUSEError) in
      try MemoryLimit.check(rows: rows, columns: columns, name: dataset.name)
      var matrix = Matrix(uninitializedRows: rows, columns: columns)
      matrix.withUnsafeMutableBufferPointer { target in
        for index in target.indices {
          target[index] = type.float(in: content, at: index * type.byteCount) ?? .nan
        }
      }
      return matrix
    }
    // MATLAB stores column by column.
    return isOfMATLAB ? matrix.transposed : matrix
  }

  /// A list of whole numbers, or a matrix with a single row or column, as integers.
  ///
  /// - Throws: the same errors as `matrix(_:)`; `HUSEError.invalidRow` for a number that is not
  ///   whole.
  public func integers(_ name: String) throws(HUSEError) -> [Int] {
    let dataset = try dataset(name)
    let type = try dataset.numberType(isOfMATLAB: isOfMATLAB)
    try dataset.checkIsList()
    return try dataset.content().withBytes { (content) throws(HUSEError) in
      var result: [Int] = []
      result.reserveCapacity(dataset.count)
      for index in 0..<dataset.count {
        guard let value = type.wholeNumber(in: content, at: index * type.byteCount) else {
          throw .invalidRow(
            source: dataset.name, row: index, column: nil, problem: "is not a whole number",
            remedy: "Write labels as integers.")
        }
        result.append(value)
      }
      return result
    }
  }

  /// A list of texts; in a MATLAB file, the texts of a cell array.
  ///
  /// - Throws: the same errors as `matrix(_:)`, but for types other than texts;
  ///   `HUSEError.malformedFile` for text that is not UTF-8.
  public func strings(_ name: String) throws(HUSEError) -> [String] {
    let dataset = try dataset(name)
    return try isOfMATLAB ? dataset.cells() : dataset.texts()
  }

  private func dataset(_ name: String) throws(HUSEError) -> HDF5Dataset {
    var members = root
    var parts = name.split(separator: "/").map(String.init)[...]
    while let part = parts.popFirst() {
      guard let address = members[part] else { break }
      guard !parts.isEmpty else {
        return try HDF5Dataset(at: address, in: bytes, named: "\(path): dataset '\(name)'")
      }
      members = try HDF5Group(HDF5ObjectHeader(at: address, in: bytes), in: bytes).members
    }
    let found = members.keys.sorted().filter { !$0.hasPrefix("#") }
    throw .malformedFile(
      path: path, problem: "has no dataset '\(name)'",
      remedy: found.isEmpty
        ? "There are no datasets."
        : "Found: \(found.prefix(8).joined(separator: ", "))\(found.count > 8 ? ", …" : "").")
  }
}
