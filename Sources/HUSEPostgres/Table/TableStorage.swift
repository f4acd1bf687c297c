/// How a table stores its embeddings.
public enum TableStorage: String, Sendable, Hashable, Codable, CaseIterable {
  /// pgvector's `vector`: 4 bytes a value; the approximate index takes up to 2,000 values.
  case float32
  /// pgvector's `halfvec`: 2 bytes a value, rounded to 11 bits; the approximate index takes up to
  /// 4,000 values.
  case float16

  /// The name of the type in pgvector.
  var typeName: String { self == .float32 ? "vector" : "halfvec" }

  /// The largest dimension of pgvector's approximate index.
  var largestIndexedDimension: Int { self == .float32 ? 2000 : 4000 }

  /// The bytes of a value.
  var valueSize: Int { self == .float32 ? 4 : 2 }

  /// All storages, for messages.
  static var list: String { allCases.map(\.rawValue).joined(separator: " or ") }
}
