import ArgumentParser
import Foundation
import HUSE

/// How vectors are written.
enum VectorFormat: String, CaseIterable, ExpressibleByArgument {
  case jsonl, csv, npy, faiss, safetensors

  /// The format that the name of a file says: safetensors unless it is another.
  init(file: FilePath) {
    let name = file.url.pathExtension.lowercased()
    self = name == "json" ? .jsonl : VectorFormat(rawValue: name) ?? .safetensors
  }

  /// Whether a file of the format names the items.
  var holdsIdentifiers: Bool { self != .npy && self != .faiss }

  /// Writes the items of an index, completely or not at all.
  func write(_ index: EmbeddingIndex, to url: URL) throws {
    let vectors = index.embeddings.vectors
    switch self {
    case .jsonl:
      let text = try Self.lines(of: index).map { $0 + "\n" }.joined()
      try AtomicWrite.write(Data(text.utf8), to: url)
    case .csv: try CSVFile.write(vectors, identifiers: index.identifiers, to: url)
    case .npy: try NPYFile.write(vectors, to: url)
    case .faiss: try FAISSFile.writeFlatIndex(of: vectors, to: url)
    case .safetensors: try index.write(to: url)
    }
  }

  /// A line of JSON for each item of an index.
  static func lines(of index: EmbeddingIndex) throws -> [String] {
    try zip(index.identifiers, index.embeddings).map { identifier, embedding in
      try JSONLine.text(Line(id: identifier, embedding: Array(embedding)))
    }
  }

  private struct Line: Encodable {
    let id: String
    let embedding: [Float]
  }
}
