public import Foundation
public import HUSECore

/// Writes files for the library FAISS.
public enum FAISSFile {
  /// Writes a matrix as a flat inner-product index (`IndexFlatIP`), completely or not at all.
  ///
  /// The bytes are the same as those of `faiss.write_index`. For embeddings, the inner product is
  /// the cosine, so FAISS finds the same items as `EmbeddingIndex.nearest`. It numbers the items
  /// from 0 by row and stores no identifiers.
  ///
  /// - Parameters:
  ///   - matrix: a row for each item.
  ///   - url: the file.
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged;
  ///   `.invalidArgument` for more columns than the format can count.
  public static func writeFlatIndex(of matrix: Matrix, to url: URL) throws(HUSEError) {
    guard let dimension = Int32(exactly: matrix.columns) else {
      throw .invalidArgument(
        name: "dimension", found: "\(matrix.columns)", expected: "at most \(Int32.max)")
    }
    var header = Data("IxFI".utf8)
    append(dimension, to: &header)
    append(Int64(matrix.rows), to: &header)
    // FAISS writes these two numbers, which readers ignore.
    append(Int64(1 << 20), to: &header)
    append(Int64(1 << 20), to: &header)
    let (isTrained, innerProduct): (UInt8, Int32) = (1, 0)
    append(isTrained, to: &header)
    append(innerProduct, to: &header)
    append(Int64(matrix.count), to: &header)
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header)
      try matrix.withUnsafeBufferPointer { (values) throws(HUSEError) in
        try file.append(UnsafeRawBufferPointer(values))
      }
    }
  }

  private static func append(_ value: some FixedWidthInteger, to data: inout Data) {
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }
}
