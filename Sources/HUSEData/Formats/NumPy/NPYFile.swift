public import Foundation
public import HUSECore

/// An .npy file of NumPy, mapped into memory, with an array of numbers or texts.
///
/// Versions 1.0, 2.0 and 3.0 of the format are supported, in C or Fortran order and in either byte
/// order.
///
/// ```swift
/// let file = try NPYFile(contentsOf: url)
/// file.shape                 // [1000, 512]
/// let features = try file.matrix()
/// ```
public struct NPYFile: Sendable {
  private let array: NPYArray

  /// Maps a file and checks its header.
  ///
  /// The elements are read on demand.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a wrong magic number, a truncated
  ///   file or a shape that does not match its size; `.unsupportedFile` for elements other than
  ///   real numbers, booleans and texts.
  public init(contentsOf url: URL) throws(HUSEError) {
    array = try NPYArray(FileSection(of: MappedFile(contentsOf: url)))
  }

  /// The length of each dimension.
  public var shape: [Int] { array.shape }

  /// Whether the elements are texts (NumPy's `<U…`, or `|S…` in UTF-8).
  public var isText: Bool { array.isText }

  /// The array as a matrix.
  ///
  /// An array of one dimension is one row.
  ///
  /// float32 in C order is mapped without a copy. float64, float16, bfloat16 (as `ml_dtypes` writes
  /// it), integers and booleans are converted, and Fortran order is transposed. Numbers beyond the
  /// range of `Float` become infinite.
  ///
  /// - Throws: `HUSEError.unsupportedFile` if the elements are texts; `.shapeMismatch` if the array
  ///   has neither one nor two dimensions; `.invalidArgument` if a converted array is larger than
  ///   the memory of this machine.
  public func matrix() throws(HUSEError) -> Matrix { try array.matrix() }

  /// The elements of an array of integers or booleans, which has one dimension or one column.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for other elements; `.shapeMismatch` for another shape;
  ///   `.invalidRow` for a number beyond the range of `Int`.
  public func integers() throws(HUSEError) -> [Int] { try array.integers() }

  /// The elements of an array of texts, which has one dimension or one column.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for other elements; `.shapeMismatch` for another shape;
  ///   `.invalidRow` for invalid Unicode.
  public func strings() throws(HUSEError) -> [String] { try array.strings() }
}
