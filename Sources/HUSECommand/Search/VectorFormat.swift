import ArgumentParser
import Foundation
import HUSE

/// The format of vectors.
enum VectorFormat: String, CaseIterable, ExpressibleByArgument {
  case jsonl, csv, npy, faiss, safetensors

  /// The format by the extension of a file, safetensors by default.
  init(file: FilePath) {
    let name = file.url.pathExtension.lowercased()
    self = name == "json" ? .jsonl : VectorFormat(rawValue: name) ?? .safetensors
  }

  /// Whether a file of the format names the items.
  var holdsIdentifiers: Bool { self != .npy && self != .faiss }

  /// Writes the items of an index, completely or not at all.
  func write(_ index: EmbeddingIndex, to url: URL) throws {
    guard self != .safetensors else { return try index.write(to: url) }
    try write(index.embeddings, identifiers: index.identifiers, to: url)
  }

  /// Writes embeddings, completely or not at all.
  func write(_ embeddings: Embeddings, identifiers: [String], to url: URL) throws {
    let vectors = embeddings.vectors
    switch self {
    case .jsonl:
      let lines = try Self.lines(of: embeddings, identifiers: identifiers)
      try AtomicWrite.write(Data(lines.map { $0 + "\n" }.joined().utf8), to: url)
    case .csv: try CSVFile.write(vectors, identifiers: identifiers, to: url)
    case .npy: try NPYFile.write(vectors, to: url)
    case .faiss: try FAISSFile.writeFlatIndex(of: vectors, to: url)
    case .safetensors:
      try EmbeddingIndex(embeddings, identifiers: identifiers).write(to: url)
    }
  }

  /// A line of JSON for each embedding.
  static func lines(of embeddings: Embeddings, identifiers: [String]) throws -> [String] {
    try zip(identifiers, embeddings).map { identifier, embedding in
      try JSONLine.text(Line(id: identifier, embedding: embedding))
    }
  }

  private struct Line: Encodable {
    let id: String
    let embedding: Embedding
  }
}
