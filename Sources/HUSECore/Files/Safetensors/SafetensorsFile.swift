public import Foundation

/// A safetensors file, mapped into memory: named tensors and text metadata.
///
/// The format is defined by Hugging Face's `safetensors` library.
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

  /// Maps a file and checks its header; tensors are read on demand.
  ///
  /// A tensor of an unknown dtype is an error only when that tensor is read.
  ///
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` for a header that is damaged, refers to
  ///   data beyond the end of the file or names a tensor twice.
  public init(contentsOf url: URL) throws(HUSEError) {
    file = try MappedFile(contentsOf: url)
    let header = try SafetensorsHeader(of: file)
    entries = header.entries
    metadata = header.metadata
  }

  /// The shape of a tensor, or `nil` if there is no tensor of this name.
  public func shape(of name: String) -> [Int]? { entries[name]?.shape }

  /// The type of a tensor; `nil` if there is no tensor of this name, or its dtype is not known.
  package func type(of name: String) -> SafetensorsType? { entries[name]?.type }

  /// The dtype and byte range of a tensor, or `nil` if there is no tensor of this name.
  package func place(of name: String) -> (type: String, bytes: Range<Int>)? {
    entries[name].map { ($0.typeName, $0.range) }
  }

  /// A tensor as `Float`; aligned F32 is not copied, and other dtypes are converted.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name, `.unsupportedFile` for
  ///   an unknown dtype.
  public func tensor(_ name: String) throws(HUSEError) -> Tensor {
    let (entry, type) = try entry(name)
    let count = entry.range.count / type.byteCount
    let storage: MatrixStorage
    if type == .float32, entry.range.lowerBound % MemoryLayout<Float>.alignment == 0 {
      storage = MatrixStorage(mapping: file, byteOffset: entry.range.lowerBound, count: count)
    } else {
      storage = MatrixStorage(uninitializedCount: count)
      for index in 0..<count {
        (storage.base + index).initialize(
          to: type.value(
            in: file.bytes, at: entry.range.lowerBound + index * type.byteCount))
      }
    }
    return try Tensor(
      shape: entry.shape, matrix: Matrix(storage: storage, offset: 0, rows: 1, columns: count))
  }

  /// The values of an integer tensor, or of a Boolean tensor as 0 and 1.
  ///
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name, `.unsupportedFile` if
  ///   its dtype is neither integer nor Boolean, `.invalidRow` for a number beyond the range of
  ///   `Int`.
  public func integers(_ name: String) throws(HUSEError) -> [Int] {
    let (entry, type) = try entry(name)
    guard type.isInteger else {
      throw .unsupportedFile(
        path: path, found: "dtype \(entry.typeName) of tensor '\(name)'",
        supported: "integers and BOOL for whole numbers; convert with `tensor.long()`")
    }
    let size = type.byteCount
    var result: [Int] = []
    result.reserveCapacity(entry.range.count / size)
    for offset in stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: size) {
      guard let value = type.integer(in: file.bytes, at: offset) else {
        throw .invalidRow(
          source: "\(path): tensor '\(name)'", row: result.count, column: nil,
          problem: "a number beyond the range of Int64", remedy: "Convert with `tensor.long()`.")
      }
      result.append(value)
    }
    return result
  }

  /// The stored bytes of a tensor, without a copy.
  ///
  /// - Parameters:
  ///   - name: the name of the tensor.
  ///   - type: the dtype that it must have, such as `U8`.
  /// - Returns: the shape of the tensor and its bytes.
  /// - Throws: `HUSEError.malformedFile` if there is no tensor of this name, `.unsupportedFile` if
  ///   it has another dtype.
  package func storedBytes(
    of name: String, type: String
  ) throws(HUSEError) -> (shape: [Int], bytes: ByteStorage) {
    let (entry, _) = try entry(name)
    guard entry.typeName == type else {
      throw .unsupportedFile(
        path: path, found: "dtype \(entry.typeName) of tensor '\(name)'", supported: type)
    }
    return (entry.shape, ByteStorage(mapping: file, range: entry.range))
  }

  /// Releases the memory of tensors that were read, for example after a model has packed them.
  ///
  /// They are read from the file again when they are needed.
  package func releasePages() { file.releasePages() }

  private func entry(
    _ name: String
  ) throws(HUSEError) -> (SafetensorsHeader.Entry, SafetensorsType) {
    guard let entry = entries[name] else {
      throw .malformedFile(
        path: path, problem: "has no tensor '\(name)'",
        remedy: .text(
          "Found: \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")."))
    }
    guard let type = entry.type else {
      throw .unsupportedFile(
        path: path, found: "dtype \(entry.typeName) of tensor '\(name)'",
        supported: SafetensorsType.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return (entry, type)
  }
}
