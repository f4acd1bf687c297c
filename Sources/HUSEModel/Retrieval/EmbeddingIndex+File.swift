public import Foundation

extension EmbeddingIndex {
  private static let tensorName = "embeddings"
  private static let identifiersKey = "identifiers"
  private static let modelKey = "model_fingerprint"
  private static let remedy = "Write the index again with `write(to:)`."

  /// Reads an index that `write(to:)` wrote; the embeddings stay in the mapped file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged or not an
  ///   index; `.unsupportedFile` for one of a newer version.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: url)
    try FileFormat.index.check(file)
    let vectors = try file.tensor(Self.tensorName)
    guard vectors.shape.count == 2 else {
      throw .malformedFile(
        path: file.path,
        problem: "expected embeddings of the shape [count, dimension], found \(vectors.shape)",
        remedy: Self.remedy)
    }
    let list = file.metadata[Self.identifiersKey] ?? ""
    guard let identifiers = try? JSONDecoder().decode([String].self, from: Data(list.utf8)),
      identifiers.count == vectors.matrix.rows
    else {
      throw .malformedFile(
        path: file.path,
        problem: "its metadata does not hold a list of \(vectors.matrix.rows) identifiers",
        remedy: Self.remedy)
    }
    try self.init(
      try Embeddings(checking: vectors.matrix, path: file.path), identifiers: identifiers,
      modelFingerprint: file.metadata[Self.modelKey])
  }

  /// Writes the index as a safetensors file, completely or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged;
  ///   `.invalidArgument` for identifiers of more than 100 MB in total, which the format does not
  ///   allow.
  public func write(to url: URL) throws(HUSEError) {
    guard let list = try? JSONEncoder().encode(identifiers) else {
      throw .writeFailed(path: url.path, problem: "the identifiers cannot be encoded as JSON")
    }
    var metadata = [Self.identifiersKey: String(decoding: list, as: UTF8.self)]
    metadata[Self.modelKey] = modelFingerprint
    try SafetensorsFile.write(
      [Self.tensorName: Tensor(embeddings.vectors)],
      metadata: FileFormat.index.metadata(and: metadata), checksummed: true, to: url)
  }
}

extension Embeddings {
  /// Creates embeddings from rows of a file, after checking that each is a unit vector.
  fileprivate init(checking rows: Matrix, path: String) throws(HUSEError) {
    for row in 0..<rows.rows {
      let squares = Kernels.best.sumOfSquares(rows[rows: row..<row + 1])
      guard abs(squares - 1) < 1e-3 || squares == 0 else {
        throw .invalidRow(
          source: path, row: row, column: nil,
          problem: "expected a unit vector, found one of length \(squares.squareRoot())",
          remedy: "Write the index again with `write(to:)`.")
      }
    }
    self.init(vectors: rows)
  }
}
