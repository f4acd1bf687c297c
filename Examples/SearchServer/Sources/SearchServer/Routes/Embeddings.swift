import Foundation
import HUSE
import Hummingbird

extension SearchService {
  /// `POST /v1/embeddings`, as OpenAI's API has it; an image is a data URL in place of a text.
  func embeddings(_ request: Request) async throws -> Response {
    try await answer(request) { body in
      let request = try JSONBody.decode(EmbeddingsRequest.self, from: body)
      try check(modelNamed: request.model)
      guard request.dimensions ?? engine.model.dimension == engine.model.dimension else {
        throw APIError.invalid(
          "'dimensions': the embeddings of this model have \(engine.model.dimension).",
          parameter: "dimensions")
      }
      let inputs = try request.inputs(limits: limits)
      let embeddings = try engine.embed(inputs)
      return .json(
        EmbeddingList(
          data: embeddings.enumerated().map {
            EmbeddingList.Item(
              index: $0, embedding: EmbeddingList.Value($1, as: request.encoding ?? .float))
          },
          model: engine.name, usage: EmbeddingList.Usage(of: inputs)))
    }
  }

  /// `GET /v1/models`.
  func models(_ request: Request) async throws -> Response {
    struct Model: Encodable {
      let id: String
      let object = "model"
      let created = 0
      let owned_by = "huse"
    }
    struct List: Encodable {
      let object = "list"
      let data: [Model]
    }
    return .json(List(data: [Model(id: engine.name)]))
  }

  private func check(modelNamed name: String) throws(APIError) {
    guard name == engine.name else {
      throw APIError(
        status: .notFound, code: "model_not_found",
        message: "The model of this server is '\(engine.name)', not '\(name.prefix(60))'.",
        parameter: "model")
    }
  }
}

/// The response to a request for embeddings.
private struct EmbeddingList: Encodable {
  struct Item: Encodable {
    let object = "embedding"
    let index: Int
    let embedding: Value
  }

  enum Value: Encodable {
    case numbers([Float])
    case base64(String)

    init(_ embedding: Embedding, as encoding: EmbeddingsRequest.Encoding) {
      switch encoding {
      case .float: self = .numbers(Array(embedding))
      case .base64:
        let bytes = embedding.flatMap { value in
          withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
        }
        self = .base64(Data(bytes).base64EncodedString())
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .numbers(let numbers): try value.encode(numbers)
      case .base64(let text): try value.encode(text)
      }
    }
  }

  /// The words of the texts: the encoder of a model has no common measure of tokens.
  struct Usage: Encodable {
    let promptTokens: Int
    let totalTokens: Int

    init(of inputs: [Input]) {
      promptTokens = inputs.reduce(0) { sum, input in
        guard case .text(let text) = input else { return sum }
        return sum + text.split(whereSeparator: \.isWhitespace).count
      }
      totalTokens = promptTokens
    }

    private enum CodingKeys: String, CodingKey {
      case promptTokens = "prompt_tokens"
      case totalTokens = "total_tokens"
    }
  }

  let object = "list"
  let data: [Item]
  let model: String
  let usage: Usage
}
