import Foundation
import HTTPTypes
import Hummingbird

/// What a client searches for, or wants classified, and how.
///
/// It comes as JSON, as a form with an image, or as the bytes of an image with parameters in the
/// address.
struct Query: Sendable {
  private(set) var text: String?
  private(set) var image: Data?
  /// The name of an item, whose image is taken.
  private(set) var identifier: String?
  /// The number of results.
  private(set) var limit: Int?
  private(set) var filter = Filter()

  init(_ request: Request, body: ByteBuffer) throws(APIError) {
    let type = MediaTypeHeader(request.headers[.contentType] ?? "")
    switch type.name {
    case "application/json":
      try set(JSONBody.decode(QueryFields.self, from: body))
    case "multipart/form-data":
      guard let boundary = type.parameters["boundary"],
        let parts = MultipartForm.parts(of: Data(body.readableBytesView), boundary: boundary)
      else { throw .invalid("The body is not a form with the boundary that its type names.") }
      for part in parts {
        if part.name == "image" {
          image = part.content
        } else {
          try set(part.name, String(decoding: part.content, as: UTF8.self))
        }
      }
    case let name where name.hasPrefix("image/"):
      image = Data(body.readableBytesView)
      for (name, value) in request.uri.queryParameters { try set(String(name), String(value)) }
    default:
      throw APIError(
        status: .unsupportedMediaType, code: "unsupported_media_type",
        message: "Send application/json, multipart/form-data, or an image with its type.")
    }
  }

  private mutating func set(_ fields: QueryFields) throws(APIError) {
    text = fields.text
    if let url = fields.image { image = try DataURL.bytes(of: url, parameter: "image") }
    identifier = fields.id
    limit = fields.k
    filter = fields.filter ?? Filter()
  }

  private mutating func set(_ name: String, _ value: String) throws(APIError) {
    switch name {
    case "text": text = value.isEmpty ? nil : value
    case "id": identifier = value
    case "class": if !value.isEmpty { filter.classes.append(value) }
    case "k":
      guard let number = Int(value) else {
        throw .invalid("'k': expected a whole number.", parameter: "k")
      }
      limit = number
    default: throw .unknown(name)
    }
  }

  /// The number of results, with its default.
  ///
  /// - Throws: `APIError` for one outside `1...most`.
  func limit(default standard: Int, most: Int) throws(APIError) -> Int {
    let limit = limit ?? min(standard, most)
    guard (1...most).contains(limit) else {
      throw .invalid("'k': expected a number from 1 to \(most).", parameter: "k")
    }
    return limit
  }
}

/// The fields of a query in JSON.
struct QueryFields: Decodable {
  let text: String?
  let image: String?
  let id: String?
  let k: Int?
  let filter: Filter?

  private enum CodingKeys: String, CodingKey, CaseIterable { case text, image, id, k, filter }

  init(from decoder: any Decoder) throws {
    try AnyKey.check(decoder, CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    text = try values.decodeIfPresent(String.self, forKey: .text)
    image = try values.decodeIfPresent(String.self, forKey: .image)
    id = try values.decodeIfPresent(String.self, forKey: .id)
    k = try values.decodeIfPresent(Int.self, forKey: .k)
    filter = try values.decodeIfPresent(Filter.self, forKey: .filter)
  }
}

/// A key of any name.
struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  /// Refuses keys that would otherwise be ignored.
  static func check<Keys: CodingKey & CaseIterable>(
    _ decoder: any Decoder, _ keys: Keys.Type
  ) throws {
    let known = Set(Keys.allCases.map(\.stringValue))
    let found = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let other = found.sorted().first(where: { !known.contains($0) }) {
      throw APIError.unknown(other)
    }
  }
}

extension APIError {
  static func unknown(_ parameter: String) -> APIError {
    .invalid("'\(parameter.prefix(60))' is not a parameter.", parameter: "\(parameter.prefix(60))")
  }
}
