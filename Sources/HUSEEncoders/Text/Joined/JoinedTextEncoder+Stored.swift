import Foundation
public import HUSECore

extension JoinedTextEncoder: StorableEncoder {
  private struct Part: Codable {
    let kind: String
    let settings: String
  }

  /// `joined`.
  public static var storedKind: String { "joined" }

  /// The kinds and settings of the encoders as JSON, and their tensors with the prefixes `0.`, `1.`
  /// and so on.
  ///
  /// - Throws: `HUSEError.invalidArgument` for an encoder that is not a `StorableEncoder`.
  public func stored() throws(HUSEError) -> StoredEncoder {
    var parts: [Part] = []
    var contents: [String: EncoderTensor] = [:]
    for (index, encoder) in encoders.enumerated() {
      guard let storable = encoder as? any StorableEncoder else {
        throw .invalidArgument(
          name: "encoders", found: "\(type(of: encoder)), which cannot be stored",
          expected: "StorableEncoders")
      }
      let stored = try storable.stored()
      parts.append(
        Part(kind: stored.kind, settings: String(decoding: stored.settings, as: UTF8.self)))
      for (name, content) in stored.contents { contents["\(index).\(name)"] = content }
    }
    return StoredEncoder(
      kind: Self.storedKind, settings: try JSONDocument.encode(parts), contents: contents)
  }

  /// Restores the encoder from encoders of this module.
  ///
  /// - Throws: the errors of restoring each encoder, with `path` as the file.
  public init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    self = try Self.restored(from: stored, among: BuiltInEncoders.types, path: path)
  }

  /// Restores the encoder from encoders of the given types.
  ///
  /// - Throws: the errors of restoring each encoder, with `path` as the file.
  public static func restored(
    from stored: StoredEncoder, among types: [any StorableEncoder.Type], path: String
  ) throws(HUSEError) -> JoinedTextEncoder {
    let parts = try JSONDocument.decode(
      [Part].self, from: stored.settings, path: "\(path), settings of the text encoder",
      remedy: JSONDocument.storedRemedy)
    var encoders: [any TextEncoder] = []
    for (index, part) in parts.enumerated() {
      guard part.kind != storedKind else {
        throw .malformedFile(
          path: path, problem: "holds joined text encoders within a joined text encoder",
          remedy: JSONDocument.storedRemedy)
      }
      let prefix = "\(index)."
      var contents: [String: EncoderTensor] = [:]
      for (name, content) in stored.contents where name.hasPrefix(prefix) {
        contents[String(name.dropFirst(prefix.count))] = content
      }
      encoders.append(
        try StoredEncoders.textEncoder(
          from: StoredEncoder(
            kind: part.kind, settings: Data(part.settings.utf8), contents: contents),
          among: types, path: path))
    }
    return try JoinedTextEncoder(encoders)
  }
}
