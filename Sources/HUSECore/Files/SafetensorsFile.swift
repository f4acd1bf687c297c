public import Foundation

/// A safetensors file, mapped into memory: named tensors and text metadata.
///
/// The format is that of the `safetensors` library of Hugging Face.
///
/// ```swift
/// let file = try SafetensorsFile(contentsOf: url)
/// file.names                          // ["bias", "weight"]
/// try file.tensor("weight").shape     // [512, 64]
/// ```
public struct SafetensorsFile: Sendable {
  let file: MappedFile
  private let entries: [String: SafetensorsHeader.Entry]

  /// The text metadata of the file.
  public let metadata: [String: String]
  /// The path, for messages.
  public var path: String { file.path }
  /// The names of the tensors, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// Maps a file and checks its header; tensors are read when they are asked for.
  ///
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` for a header that is damaged, does not
  ///   fit the file or has a duplicated tensor, `.unsupportedFile` for an unknown dtype.
  public init(contentsOf url: URL) throws(HUSEError) {
    file = try MappedFile(contentsOf: url)
    let header = try SafetensorsHeader(of: file)
    entries = header.entries
    metadata = header.metadata
  }

  /// The shape of a tensor, `nil` if there is none of this name.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// How and where a tensor is stored, `nil` if there is none of this name.
  package func place(of name: String) -> (type: String, bytes: Range<Int>)? {
    entries[name].map { ($0.type.rawValue, $0.range) }
  }

  /// A tensor as `Float`: F32 without a copy if its bytes are aligned, other dtypes converted.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name.
  public func tensor(_ name: String) throws(HUSEError) -> Tensor {
    let entry = try entry(name)
    let count = entry.range.count / entry.type.byteCount
    let storage: MatrixStorage
    if entry.type == .float32, entry.range.lowerBound % MemoryLayout<Float>.alignment == 0 {
      storage = MatrixStorage(mapping: file, byteOffset: entry.range.lowerBound, count: count)
    } else {
      storage = MatrixStorage(uninitializedCount: count)
      for index in 0..<count {
        (storage.base + index).initialize(
          to: entry.type.value(
            in: file.bytes, at: entry.range.lowerBound + index * entry.type.byteCount))
      }
    }
    return Tensor(
      shape: entry.shape, matrix: Matrix(storage: storage, offset: 0, rows: 1, columns: count))
  }

  /// A tensor of integers.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name, `.unsupportedFile` if
  ///   its dtype is not I64 or I32.
  public func integers(_ name: String) throws(HUSEError) -> [Int] {
    let entry = try entry(name)
    let size = entry.type.byteCount
    var result: [Int] = []
    result.reserveCapacity(entry.range.count / size)
    for offset in stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: size) {
      guard let value = entry.type.integer(in: file.bytes, at: offset) else {
        throw .unsupportedFile(
          path: path, found: "dtype \(entry.type.rawValue) of tensor '\(name)'",
          supported: "I64 and I32 for whole numbers")
      }
      result.append(value)
    }
    return result
  }

  private func entry(_ name: String) throws(HUSEError) -> SafetensorsHeader.Entry {
    guard let entry = entries[name] else {
      throw .malformedFile(
        path: path, problem: "has no tensor '\(name)'",
        remedy: "Found: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "").")
    }
    return entry
  }
}
