public import Foundation
public import HUSECore

/// An .npy file of NumPy, mapped into memory: one array of numbers or of texts.
///
/// Versions 1.0, 2.0 and 3.0 of the format, in C or Fortran order and either byte order.
///
/// ```swift
/// let file = try NPYFile(contentsOf: url)
/// file.shape                 // [1000, 512]
/// let features = try file.matrix()
/// ```
public struct NPYFile: Sendable {
  private let array: NPYArray

  /// Maps a file and checks its header; the elements are read when they are asked for.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a wrong magic number, a truncated
  ///   file or a shape that disagrees with its size; `.unsupportedFile` for types that are neither
  ///   real numbers, truth values nor text.
  public init(contentsOf url: URL) throws(HUSEError) {
    array = try NPYArray(ByteContent(of: MappedFile(contentsOf: url)))
  }

  /// The length of each dimension.
  public var shape: [Int] { array.shape }

  /// Whether the array holds texts (NumPy's `<U…`, or `|S…` in UTF-8).
  public var isText: Bool { array.isText }

  /// The array as a matrix; an array of one dimension is one row.
  ///
  /// float32 in C order is mapped without a copy; float64, float16, bfloat16 as `ml_dtypes` writes
  /// it, integers and truth values are converted, and Fortran order is transposed. Numbers of
  /// float64 beyond the range of `Float` become infinite.
  ///
  /// - Throws: `HUSEError.unsupportedFile` if the elements are texts,
  ///   `.shapeMismatch` if the array has neither one nor two dimensions.
  public func matrix() throws(HUSEError) -> Matrix { try array.matrix() }

  /// The elements of an array of integers, or of truth values as 0 and 1: of one dimension, or of
  /// one column.
  ///
  /// - Throws: `HUSEError.unsupportedFile` if the elements are not integers, `.shapeMismatch` if
  ///   the array has another shape, `.invalidRow` for a number beyond the range of `Int`.
  public func integers() throws(HUSEError) -> [Int] { try array.integers() }

  /// The elements of an array of texts of one dimension, or of one column.
  ///
  /// - Throws: `HUSEError.unsupportedFile` if the elements are not texts, `.shapeMismatch` if the
  ///   array has another shape, `.invalidRow` for what is not Unicode.
  public func strings() throws(HUSEError) -> [String] { try array.strings() }
}
