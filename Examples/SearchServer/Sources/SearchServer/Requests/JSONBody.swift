import Foundation
import Hummingbird

/// Decodes bodies of JSON, with errors for clients.
enum JSONBody {
  static func decode<Value: Decodable>(
    _ type: Value.Type, from body: ByteBuffer
  ) throws(APIError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    } catch let error as APIError {
      throw error
    } catch let error as DecodingError {
      throw problem(error)
    } catch {
      throw .invalid("The body is not JSON.")
    }
  }

  private static func problem(_ error: DecodingError) -> APIError {
    switch error {
    case .keyNotFound(let key, let context):
      let name = path(context.codingPath + [key])
      return .invalid("'\(name)' is missing.", parameter: name)
    case .valueNotFound(let type, let context):
      return mismatch(type, context)
    case .typeMismatch(let type, let context):
      return mismatch(type, context)
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      let name = path(context.codingPath)
      return .invalid("'\(name)' has a value that is not known.", parameter: name)
    case .dataCorrupted:
      return .invalid("The body is not JSON.")
    @unknown default:
      return .invalid("The body is not JSON.")
    }
  }

  private static func mismatch(_ type: any Any.Type, _ context: DecodingError.Context) -> APIError {
    guard !context.codingPath.isEmpty else { return .invalid("The body is not a JSON object.") }
    let name = path(context.codingPath)
    let expected =
      switch type {
      case is String.Type: "a text"
      case is Int.Type: "a whole number"
      case is TextList.Type: "a text or an array of texts"
      default: "another type"
      }
    return .invalid("'\(name)': expected \(expected).", parameter: name)
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".")
  }
}
