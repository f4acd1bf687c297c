import Foundation
import HUSE
import Testing

@testable import SearchServer

@Suite struct PageTests {
  @Test func onlyItsOwnScriptMayRun() async throws {
    let (first, second) = try await TestServer.run {
      (try await $0.send("GET", "/"), try await $0.send("GET", "/"))
    }
    #expect(first.status == 200)
    #expect(first.headers["content-type"] == "text/html; charset=utf-8")
    let policy = try #require(first.headers["content-security-policy"])
    #expect(policy.hasPrefix("default-src 'none'; script-src 'nonce-"))
    let nonce = try #require(policy.split(separator: "'nonce-").dropFirst().first?.prefix(24))
    #expect(first.text.components(separatedBy: "nonce=\"\(nonce)\"").count == 3)
    #expect(!second.text.contains(nonce))
    #expect(!first.text.contains("http:") && !first.text.contains("https:"))
  }

  @Test func otherResponsesMayRunNothing() async throws {
    let answer = try await TestServer.run { try await $0.send("GET", "/info") }
    #expect(
      answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
    #expect(answer.headers["x-content-type-options"] == "nosniff")
    #expect(answer.headers["cache-control"] == "no-store")
    #expect(try answer.json["items"].number == 6)
    #expect(
      try answer.json["classes"].array.map { $0["name"].text } == [
        "food/citrus", "food/fruit", "tools",
      ])
  }
}

/// Images are those of the items, whatever a client asks for.
@Suite struct ItemImageTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("huse-server-\(UUID().uuidString)", isDirectory: true)
  private let png = TestModel.png(width: 3, height: 4)

  private func write(_ data: Data, to name: String) throws {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  private func engine(_ names: [String]) throws -> Engine {
    for name in names { try write(png, to: "data/images/\(name)") }
    try write(Data("secret".utf8), to: "secret.png")
    let rows = names.map { "\($0),a text,tools\n" }.joined()
    try write(Data("image,text,class\n\(rows)".utf8), to: "data/data.csv")
    let data = folder.appendingPathComponent("data", isDirectory: true)
    let pairs = try PairedItems(contentsOf: data)
    var engine = Engine(name: "test", model: try TestModel.model())
    engine.catalog = try Catalog(
      EmbeddingIndex(
        engine.model.embed(texts: names), identifiers: names), pairs: pairs)
    engine.images = ItemImages(pairs, folder: data)
    return engine
  }

  private func status(_ identifier: String, _ server: TestServer) async throws -> Int {
    let name = try #require(
      identifier.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    return try await server.send("GET", "/image?id=\(name)").status
  }

  @Test func anImageIsServedByItsName() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let answer = try await TestServer.run(engine: engine(["a b/ä&.png"])) {
      try await $0.send("GET", "/image?id=a%20b%2F%C3%A4%26.png")
    }
    #expect(answer.status == 200)
    #expect(answer.body == png)
    #expect(answer.headers["content-type"] == "image/png")
  }

  @Test func namesThatAreNoItemsFindNothing() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let statuses = try await TestServer.run(engine: engine(["a.png"])) { server in
      var statuses: [Int] = []
      for name in [
        "../../secret.png", "images/../../../secret.png", "/etc/passwd", "", "a.png/", "A.png",
        folder.appendingPathComponent("secret.png").path, "a.png\0",
      ] {
        statuses.append(try await status(name, server))
      }
      return statuses + [try await server.send("GET", "/image").status]
    }
    #expect(statuses == [Int](repeating: 404, count: 9))
  }

  /// Files change while a server runs.
  @Test func whatTakesThePlaceOfAnImageIsNotServed() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let names = ["link.png", "folder.png", "pipe.png", "gone.png", "text.png", "inside.png"]
    let engine = try engine(names)
    let images = folder.appendingPathComponent("data/images")
    for name in names where name != "text.png" {
      try FileManager.default.removeItem(at: images.appendingPathComponent(name))
    }
    let outside = folder.appendingPathComponent("outside.png")
    try png.write(to: outside)
    try FileManager.default.createSymbolicLink(
      at: images.appendingPathComponent("link.png"), withDestinationURL: outside)
    try FileManager.default.createDirectory(
      at: images.appendingPathComponent("folder.png"), withIntermediateDirectories: false)
    mkfifo(images.appendingPathComponent("pipe.png").path, 0o600)
    try Data("<script>".utf8).write(to: images.appendingPathComponent("text.png"))
    try png.write(to: images.appendingPathComponent("target.png"))
    try FileManager.default.createSymbolicLink(
      at: images.appendingPathComponent("inside.png"),
      withDestinationURL: images.appendingPathComponent("target.png"))
    let statuses = try await TestServer.run(engine: engine) { server in
      var statuses: [Int] = []
      for name in names { statuses.append(try await status(name, server)) }
      return statuses
    }
    #expect(statuses == [404, 404, 404, 404, 404, 200])
  }

  @Test func theImageOfAnItemIsSearchedWith() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let engine = try engine(["a.png", "b.png"])
    let model = try TestModel.model()
    let expected = try model.embed(image: png).cosineDistance(to: model.embed(text: "a.png"))
    let answer = try await TestServer.run(engine: engine) {
      try await $0.post("/search", json: #"{"id": "b.png", "filter": {"class": "tools"}}"#)
    }
    let found = try answer.json["data"].array
    #expect(found.count == 2)
    let a = found.first { $0["id"].text == "a.png" }
    #expect(abs((a?["distance"].number ?? 9) - Double(expected)) < 1e-5)
    #expect(a?["text"].text == "a text")
  }
}
