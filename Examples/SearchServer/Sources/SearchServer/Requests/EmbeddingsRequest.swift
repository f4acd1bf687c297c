import Foundation

/// The body of `POST /v1/embeddings`.
struct EmbeddingsRequest: Decodable {
  enum Encoding: String, Decodable {
    case float, base64
  }

  let model: String
  let input: TextList
  let encoding: Encoding?
  let dimensions: Int?

  private enum CodingKeys: String, CodingKey {
    case model, input, dimensions
    case encoding = "encoding_format"
  }

  /// The inputs: texts, and images as data URLs.
  func inputs(limits: Limits) throws(APIError) -> [Input] {
    guard !input.texts.isEmpty else {
      throw .invalid("'input' is empty.", parameter: "input")
    }
    guard input.texts.count <= limits.batch else {
      throw .tooLarge(
        "batch_too_large", "'input' has more than \(limits.batch) texts.", parameter: "input")
    }
    var check = InputCheck(limits: limits)
    var inputs: [Input] = []
    for text in input.texts {
      guard DataURL.isOne(text) else {
        inputs.append(try check.text(text, parameter: "input"))
        continue
      }
      let bytes = try DataURL.bytes(of: text, parameter: "input")
      inputs.append(try check.image(bytes, parameter: "input"))
    }
    return inputs
  }
}

/// A text, or some texts, in JSON.
struct TextList: Decodable {
  let texts: [String]

  init(from decoder: any Decoder) throws {
    do {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        texts = [text]
        return
      }
      texts = try value.decode([String].self)
    } catch {
      throw DecodingError.typeMismatch(
        TextList.self,
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "expected a text or an array of texts"))
    }
  }
}
