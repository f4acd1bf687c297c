import Foundation
internal import HUSECore

/// Reads and writes settings as JSON, with errors that name the file and the key.
enum JSONDocument {
  /// Decodes data that comes from `path`.
  static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, path: String, remedy: Remedy
  ) throws(HUSEError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw .malformedFile(path: path, problem: problem(of: error), remedy: remedy)
    }
  }

  /// Decodes a file.
  static func decode<Value: Decodable>(
    _ type: Value.Type, contentsOf url: URL, remedy: Remedy
  ) throws(HUSEError) -> Value {
    let file = try MappedFile(contentsOf: url)
    return try decode(type, from: file.data, path: file.path, remedy: remedy)
  }

  /// Decodes a file, or returns `nil` if it does not exist.
  static func decodeIfPresent<Value: Decodable>(
    _ type: Value.Type, contentsOf url: URL, remedy: Remedy
  ) throws(HUSEError) -> Value? {
    do throws(HUSEError) {
      return try decode(type, contentsOf: url, remedy: remedy)
    } catch .fileNotFound {
      return nil
    }
  }

  private static func problem(of error: any Error) -> String {
    func name(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      return "has no '\(name(context.codingPath + [key]))'"
    case DecodingError.typeMismatch(let type, let context)
    where !context.codingPath.isEmpty:
      return "'\(name(context.codingPath))' is not of the type \(type)"
    case DecodingError.valueNotFound(let type, let context)
    where !context.codingPath.isEmpty:
      return "'\(name(context.codingPath))' is null, not of the type \(type)"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "'\(name(context.codingPath))' has a value that cannot be used"
    default:
      return "is not a JSON object"
    }
  }
}

extension JSONDocument {
  static let storedRemedy: Remedy = "Write the model file again."

  /// Encodes settings with sorted keys, so that equal settings give equal bytes.
  static func encode(_ value: some Encodable) throws(HUSEError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(value)
    } catch {
      throw .invalidArgument(
        name: "settings of the encoder", found: "\(error)", expected: "finite numbers")
    }
  }
}
