import Foundation
import HUSE
import Testing

@testable import SearchServer

@Suite struct SearchTests {
  private func identifiers(_ answer: TestServer.Answer) throws -> [String] {
    try answer.json["data"].array.compactMap { $0["id"].text }
  }

  @Test func aTextFindsWhatTheLibraryFinds() async throws {
    let model = try TestModel.model()
    let expected = try TestModel.index(model).nearest(3, to: model.embed(text: "red apples"))
    let answer = try await TestServer.run {
      try await $0.post("/search", json: #"{"text": "red apples", "k": 3}"#)
    }
    #expect(answer.status == 200)
    #expect(try identifiers(answer) == expected.map(\.identifier))
    let first = try answer.json["data"][0]
    #expect(first["distance"].number.map { Float($0) } == expected[0].distance)
    #expect(first["text"].text == "red apple")
    #expect(first["class"].text == "food/fruit")
    #expect(first["attributes"]["isNew"] == .boolean(true))
    let best = try model.classify(text: "red apples").best(3)
    #expect(try answer.json["classes"].array.map { $0["name"].text } == best.map(\.name))
  }

  /// JSON, a form and the bytes of an image are one query.
  @Test func anImageComesInThreeWays() async throws {
    let model = try TestModel.model()
    let image = TestModel.png(width: 40, height: 10)
    let expected = try TestModel.index(model).nearest(2, to: model.embed(image: image))
      .map(\.identifier)
    let form =
      Data("--x\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\n2\r\n".utf8)
      + Data("--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n".utf8)
      + Data("Content-Type: image/png\r\n\r\n".utf8) + image + Data("\r\n--x--\r\n".utf8)
    let answers = try await TestServer.run { server in
      [
        try await server.post(
          "/search", json: #"{"image": "\#(TestModel.dataURL(image))", "k": 2}"#),
        try await server.send(
          "POST", "/search", headers: ["Content-Type": "multipart/form-data; boundary=\"x\""],
          body: form),
        try await server.send(
          "POST", "/search?k=2", headers: ["Content-Type": "image/png"], body: image),
      ]
    }
    for answer in answers {
      #expect(answer.status == 200, "\(answer.text)")
      #expect(try identifiers(answer) == expected)
    }
  }

  @Test(arguments: [
    (#"{"class": "tools"}"#, [3, 4, 5]), (#"{"class": ["food/citrus", "tools"]}"#, [2, 3, 4, 5]),
    (#"{"class": "food"}"#, [0, 1, 2]), (#"{"attributes": {"isNew": true}}"#, [0, 2, 4]),
    (#"{"attributes": {"price": [0, 2]}}"#, [0, 2, 3, 5]),
    (#"{"class": "food", "attributes": {"price": 1, "isNew": false}}"#, [1]),
    (#"{"attributes": {"price": 9}}"#, []), ("{}", [0, 1, 2, 3, 4, 5]),
  ])
  func filters(_ filter: String, _ expected: [Int]) async throws {
    let answer = try await TestServer.run {
      try await $0.post("/search", json: #"{"text": "a", "k": 100, "filter": \#(filter)}"#)
    }
    #expect(answer.status == 200, "\(answer.text)")
    #expect(try identifiers(answer).sorted() == expected.map { "images/\($0) a.png" })
  }

  @Test func theClassOfAFormAndOfAnAddress() async throws {
    let image = TestModel.png(width: 40, height: 10)
    let answer = try await TestServer.run {
      try await $0.send(
        "POST", "/search?class=food%2Fcitrus&class=tools",
        headers: ["Content-Type": "image/png"], body: image)
    }
    #expect(try identifiers(answer).count == 4)
  }

  @Test(arguments: [
    (#"{"k": 3}"#, 400, "Pass one of 'text', 'image' and 'id'."),
    (#"{"text": "a", "id": "b"}"#, 400, "Pass one of 'text', 'image' and 'id'."),
    (#"{"text": "a", "k": 0}"#, 400, "'k': expected a number from 1 to 100."),
    (#"{"text": "a", "k": 101}"#, 400, "'k': expected a number from 1 to 100."),
    (#"{"text": "a", "k": "5"}"#, 400, "'k': expected a whole number."),
    (#"{"text": "a", "filters": {}}"#, 400, "'filters' is not a parameter."),
    (#"{"text": "a", "filter": {"klass": 1}}"#, 400, "'klass' is not a parameter."),
    (#"{"text": "a", "filter": {"class": "toys"}}"#, 400, "No item is of the class 'toys'."),
    (
      #"{"text": "a", "filter": {"attributes": {"size": 1}}}"#, 400,
      "No item has the attribute 'size'."
    ),
    (
      #"{"text": "a", "filter": {"attributes": {"price": {"from": 1}}}}"#, 400,
      "'filter.attributes': expected texts, numbers, Booleans, or arrays of them."
    ),
    (
      #"{"text": "a", "filter": {"class": "a\u0000"}}"#, 400,
      "'filter': texts cannot hold the character NUL."
    ),
    (#"{"text": 5}"#, 400, "'text': expected a text."),
    (#"{"id": "images/0 a.png"}"#, 404, "There is no image of this item."),
  ])
  func whatIsWrongIsNamed(_ body: String, _ status: Int, _ message: String) async throws {
    let answer = try await TestServer.run { try await $0.post("/search", json: body) }
    #expect(answer.status == status)
    #expect(answer.message == message)
  }

  @Test func otherTypesOfBodies() async throws {
    let (type, form, image) = try await TestServer.run { server in
      (
        try await server.send(
          "POST", "/search", headers: ["Content-Type": "text/plain"], body: Data("a".utf8)),
        try await server.send(
          "POST", "/search", headers: ["Content-Type": "multipart/form-data; boundary=x"],
          body: Data("--x\r\n".utf8)),
        try await server.send(
          "POST", "/search?size=4", headers: ["Content-Type": "image/png"],
          body: TestModel.png(width: 1, height: 1))
      )
    }
    #expect(type.status == 415)
    #expect(type.code == "unsupported_media_type")
    #expect(form.status == 400)
    #expect(form.message == "The body is not a form with the boundary that its type names.")
    #expect(image.message == "'size' is not a parameter.")
  }

  @Test func aServerWithoutAnIndex() async throws {
    let engine = Engine(name: "test", model: try TestModel.model())
    let answer = try await TestServer.run(engine: engine) {
      try await $0.post("/search", json: #"{"text": "a"}"#)
    }
    #expect(answer.status == 404)
    #expect(answer.message == "This server has no index.")
  }

  @Test func classesAreThoseOfTheLibrary() async throws {
    let model = try TestModel.model()
    let image = TestModel.png(width: 40, height: 10)
    let (text, picture, both, filtered) = try await TestServer.run { server in
      (
        try await server.post("/classify", json: #"{"text": "hammer", "k": 2}"#),
        try await server.send(
          "POST", "/classify", headers: ["Content-Type": "image/png"], body: image),
        try await server.post(
          "/classify",
          json: #"{"text": "hammer", "image": "\#(TestModel.dataURL(image))"}"#),
        try await server.post("/classify", json: #"{"text": "a", "filter": {"class": "tools"}}"#)
      )
    }
    func scores(_ answer: TestServer.Answer) throws -> [Float?] {
      try answer.json["data"].array.map { $0["probability"].number.map { Float($0) } }
    }
    #expect(try scores(text) == model.classify(text: "hammer").best(2).map(\.probability))
    #expect(try scores(picture) == model.classify(image: image).map(\.probability))
    #expect(
      try scores(both)
        == model.classify(image: .data(image), text: "hammer").map(\.probability))
    #expect(filtered.status == 400)
  }
}
