import Foundation

extension EmbeddingIndex {
  /// Whether the items have attributes.
  public var hasAttributes: Bool { attributeTexts != nil }

  /// Attaches a value to each item, such as its class or its text; the file stores it as JSON.
  ///
  /// - Parameter values: a value for each item, in the order of the index.
  /// - Throws: `HUSEError.shapeMismatch` unless there is a value for each item, `.invalidRow` for a
  ///   value that cannot be encoded.
  public mutating func setAttributes(_ values: [some Encodable]) throws(HUSEError) {
    guard values.count == count else {
      throw .shapeMismatch(
        expected: [count], found: [values.count], in: "attributes of an index",
        remedy: "Pass one value for each item.")
    }
    self = EmbeddingIndex(
      vectors: vectors, identifiers: identifiers, attributeTexts: try Self.texts(of: values),
      modelFingerprint: modelFingerprint)
  }

  /// The attributes of the items, in the order of the index.
  ///
  /// - Throws: `HUSEError.invalidData` if there are none, `.invalidRow` for a value of a different
  ///   type.
  public func attributes<Value: Decodable>(as type: Value.Type) throws(HUSEError) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(count)
    for position in 0..<count { result.append(try attributes(at: position, as: type)) }
    return result
  }

  /// The attribute of the item at a position.
  ///
  /// - Precondition: the position is in `0..<count`.
  /// - Throws: the same errors as `attributes(as:)`.
  public func attributes<Value: Decodable>(
    at position: Int, as type: Value.Type
  ) throws(HUSEError) -> Value {
    guard let texts = attributeTexts else {
      throw .invalidData(
        source: "index", problem: "its items have no attributes",
        remedy: "Set them with `setAttributes(_:)`.")
    }
    do { return try JSONDecoder().decode(type, from: Data(texts[position].utf8)) } catch {
      throw .invalidRow(
        source: "attributes of an index", row: position, column: nil,
        problem: "is not a \(type): \(texts[position].prefix(60))",
        remedy: "Read the attributes as the type that they were written as.")
    }
  }

  /// The JSON text of each value.
  package static func texts(of values: [some Encodable]) throws(HUSEError) -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var texts: [String] = []
    texts.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      do { texts.append(String(decoding: try encoder.encode(value), as: UTF8.self)) } catch {
        throw .invalidRow(
          source: "attributes of an index", row: row, column: nil,
          problem: "cannot be encoded as JSON: \(error)", remedy: "Pass a value that can be.")
      }
    }
    return texts
  }
}
