import HUSECore
import HUSEModel

extension EmbeddingTable {
  /// The bytes of a name: an index of PostgreSQL takes no more than 2,704 for an entry.
  private static let longestIdentifier = 2048

  /// Checks that items can be stored.
  static func check(
    _ identifiers: [String], _ attributeTexts: [String]?, of embeddings: Embeddings
  ) throws(HUSEError) {
    guard identifiers.count == embeddings.count else {
      throw .shapeMismatch(
        expected: [embeddings.count], found: [identifiers.count], in: "identifiers for a table",
        remedy: "Pass one identifier for each embedding.")
    }
    try EmbeddingIndex.checkUnique(identifiers)
    for (row, name) in identifiers.enumerated() {
      guard name.utf8.count <= longestIdentifier else {
        throw invalid(
          "identifiers", row,
          "'\(name.prefix(60))…' has \(name.utf8.count) bytes",
          "Use names of at most \(longestIdentifier) bytes.")
      }
      guard !name.utf8.contains(0) else {
        throw invalid(
          "identifiers", row, "'\(name.prefix(60))' has a NUL character",
          "Use names without it; PostgreSQL cannot hold it.")
      }
    }
    for (row, text) in (attributeTexts ?? []).enumerated() where JSONString.holdsNUL(text) {
      throw invalid(
        "attributes", row, "a text has a NUL character: \(text.prefix(60))",
        "Use texts without it; PostgreSQL cannot hold it.")
    }
    try check(embeddings.vectors, source: "embeddings", isQuery: false)
  }

  /// Checks that vectors have a direction.
  static func check(_ vectors: Matrix, source: String, isQuery: Bool) throws(HUSEError) {
    if let (row, column) = vectors.firstNonFinite {
      throw .invalidRow(
        source: source, row: row, column: column, problem: "found \(vectors[row, column])",
        remedy: "Embeddings must be finite.")
    }
    for row in 0..<vectors.rows
    where Kernels.best.sumOfSquares(vectors[rows: row..<row + 1]) == 0 {
      throw invalid(
        source, row, "the embedding is zero, which has no cosine distance",
        isQuery ? "Search with an input that the encoder knows." : "Omit the item.")
    }
  }

  private static func invalid(
    _ source: String, _ row: Int, _ problem: String, _ remedy: Remedy
  ) -> HUSEError {
    .invalidRow(source: source, row: row, column: nil, problem: problem, remedy: remedy)
  }
}
