import Foundation
import HUSE
import Testing

@testable import SearchServer

@Suite struct EmbeddingsTests {
  private let model: SharedEmbedding

  init() throws { model = try TestModel.model() }

  private func numbers(_ item: AttributeValue) -> [Float] {
    item["embedding"].array.compactMap { $0.number.map { Float($0) } }
  }

  @Test func aTextHasTheEmbeddingOfTheLibrary() async throws {
    let answer = try await TestServer.run {
      try await $0.post("/v1/embeddings", json: #"{"model": "test", "input": "a red apple"}"#)
    }
    #expect(answer.status == 200)
    let json = try answer.json
    #expect(json["object"].text == "list")
    #expect(json["model"].text == "test")
    #expect(json["data"].array.count == 1)
    #expect(json["data"][0]["object"].text == "embedding")
    #expect(json["data"][0]["index"].number == 0)
    #expect(try numbers(json["data"][0]) == Array(model.embed(text: "a red apple")))
    #expect(json["usage"]["prompt_tokens"].number == 3)
    #expect(json["usage"]["total_tokens"].number == 3)
  }

  @Test func textsAndImagesKeepTheirOrder() async throws {
    let image = TestModel.png(width: 20, height: 30)
    let answer = try await TestServer.run {
      try await $0.post(
        "/v1/embeddings",
        json: #"{"model": "test", "input": ["pear", "\#(TestModel.dataURL(image))", "saw"]}"#)
    }
    let data = try answer.json["data"].array
    #expect(data.map { $0["index"].number } == [0, 1, 2])
    try #require(data.count == 3)
    #expect(try numbers(data[1]) == Array(model.embed(image: image)))
    let texts = try model.embed(texts: ["pear", "saw"])
    #expect(numbers(data[0]) == Array(texts[0]))
    #expect(numbers(data[2]) == Array(texts[1]))
  }

  @Test func base64HoldsTheBytesOfFloats() async throws {
    let answer = try await TestServer.run {
      try await $0.post(
        "/v1/embeddings",
        json: #"{"model": "test", "input": "pear", "encoding_format": "base64", "dimensions": 16}"#)
    }
    let text = try #require(try answer.json["data"][0]["embedding"].text)
    let bytes = [UInt8](try #require(Data(base64Encoded: text)))
    let found = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
    }
    #expect(try found == Array(model.embed(text: "pear")))
  }

  @Test(arguments: [
    ("", 400, "invalid_value", "The body is not JSON."),
    ("{", 400, "invalid_value", "The body is not JSON."),
    ("[]", 400, "invalid_value", "The body is not a JSON object."),
    (#"{"input": "a"}"#, 400, "invalid_value", "'model' is missing."),
    (#"{"model": "test"}"#, 400, "invalid_value", "'input' is missing."),
    (
      #"{"model": "test", "input": 3}"#, 400, "invalid_value",
      "'input': expected a text or an array of texts."
    ),
    (
      #"{"model": "test", "input": [[1, 2]]}"#, 400, "invalid_value",
      "'input': expected a text or an array of texts."
    ),
    (#"{"model": "test", "input": []}"#, 400, "invalid_value", "'input' is empty."),
    (#"{"model": "test", "input": " \n"}"#, 400, "invalid_value", "'input' is an empty text."),
    (
      #"{"model": "test", "input": "a", "dimensions": 8}"#, 400, "invalid_value",
      "'dimensions': the embeddings of this model have 16."
    ),
    (
      #"{"model": "test", "input": "a", "dimensions": "8"}"#, 400, "invalid_value",
      "'dimensions': expected a whole number."
    ),
    (
      #"{"model": "test", "input": "a", "encoding_format": "hex"}"#, 400, "invalid_value",
      "'encoding_format' has a value that is not known."
    ),
    (
      #"{"model": "other", "input": "a"}"#, 404, "model_not_found",
      "The model of this server is 'test', not 'other'."
    ),
    (
      #"{"model": "test", "input": "data:image/png,abc"}"#, 400, "invalid_value",
      "'input' is not a data URL such as data:image/png;base64,…."
    ),
    (
      #"{"model": "test", "input": "data:image/png;base64,bm9uZQ=="}"#, 400, "invalid_image",
      "image data of 4 bytes: found a file that begins with the bytes 6E 6F 6E 65, which is not "
        + "supported. Supported: PNG, JPEG, WebP, GIF, BMP, TIFF, HEIC, AVIF."
    ),
  ])
  func whatIsWrongIsNamed(
    _ body: String, _ status: Int, _ code: String, _ message: String
  ) async throws {
    let answer = try await TestServer.run { try await $0.post("/v1/embeddings", json: body) }
    #expect(answer.status == status)
    #expect(answer.code == code)
    #expect(answer.message == message)
    #expect(try answer.json["error"].keys == ["code", "message", "param", "type"])
    #expect(try answer.json["error"]["type"].text == "invalid_request_error")
  }

  @Test func theModelIsListed() async throws {
    let answer = try await TestServer.run { try await $0.send("GET", "/v1/models") }
    #expect(try answer.json["data"][0]["id"].text == "test")
  }
}
