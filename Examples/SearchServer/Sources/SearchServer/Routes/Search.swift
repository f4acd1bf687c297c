import Foundation
import HUSE
import Hummingbird
import NIOCore

extension SearchService {
  private static let classCount = 3

  /// `POST /search`: the items nearest to a text, an image, or the image of an item.
  func search(_ request: Request) async throws -> Response {
    if let catalog = engine.catalog {
      return try await answer(request) { body in
        let query = try encoded(request, body)
        return response(
          to: query, try catalog.nearest(query.limit, to: query.embedding, query.filter))
      }
    }
    guard let table = engine.table else { throw APIError.notFound("This server has no index.") }
    return try await answer(request) { body in
      try encoded(request, body)
    } finish: { query in
      // The database works meanwhile; a worker would only wait for it.
      response(
        to: query, try await table.nearest(query.limit, to: query.embedding, query.filter))
    }
  }

  /// A search whose text or image is embedded.
  private struct EncodedQuery: Sendable {
    let embedding: Embedding
    let classification: Classification
    let limit: Int
    let filter: Filter
  }

  private func encoded(_ request: Request, _ body: ByteBuffer) throws -> EncodedQuery {
    let query = try Query(request, body: body)
    let limit = try query.limit(default: 10, most: limits.matches)
    let (embedding, classification) = try engine.output(of: input(of: query))
    return EncodedQuery(
      embedding: embedding, classification: classification, limit: limit, filter: query.filter)
  }

  private func response(to query: EncodedQuery, _ hits: [Hit]) -> Response {
    .json(
      SearchResult(
        model: engine.name, classes: query.classification.best(Self.classCount),
        data: hits.map(SearchResult.Item.init)))
  }

  /// `POST /classify`: the most likely classes of a text, an image, or both of one thing.
  func classify(_ request: Request) async throws -> Response {
    try await answer(request) { body in
      let query = try Query(request, body: body)
      let limit = try query.limit(default: 5, most: max(engine.model.classCount, 1))
      guard query.filter.isEmpty else { throw APIError.unknown("filter") }
      let classification: Classification
      if let text = query.text, let image = query.image {
        var check = InputCheck(limits: limits)
        _ = try check.text(text, parameter: "text")
        _ = try check.image(image, parameter: "image")
        classification = try engine.model.classify(image: .data(image), text: text)
      } else {
        classification = try engine.output(of: input(of: query)).1
      }
      return .json(ClassList(model: engine.name, data: classification.best(limit)))
    }
  }

  /// The one input of a query.
  private func input(of query: Query) throws(APIError) -> Input {
    var check = InputCheck(limits: limits)
    switch (query.text, query.image, query.identifier) {
    case (let text?, nil, nil): return try check.text(text, parameter: "text")
    case (nil, let image?, nil): return try check.image(image, parameter: "image")
    case (nil, nil, let identifier?):
      guard let images = engine.images else {
        throw .notFound("There is no image of this item.")
      }
      return try check.image(images.bytes(of: identifier), parameter: "id")
    default: throw .invalid("Pass one of 'text', 'image' and 'id'.")
    }
  }
}

private struct ClassList: Encodable {
  let model: String
  let data: [ClassScore]
}

/// The response to a search.
private struct SearchResult: Encodable {
  struct Item: Encodable {
    let id: String
    let distance: Float
    let className: String?
    let text: String?
    let attributes: [String: AttributeValue]?

    init(_ hit: Hit) {
      id = hit.identifier
      distance = hit.distance
      className = hit.item.className
      text = hit.item.text
      attributes = hit.item.attributes.isEmpty ? nil : hit.item.attributes
    }

    private enum CodingKeys: String, CodingKey {
      case id, distance, text, attributes
      case className = "class"
    }
  }

  let model: String
  /// The most likely classes of the query.
  let classes: [ClassScore]
  let data: [Item]
}
