import Foundation
import HUSE
import Testing

/// The example as a user runs it, on a small folder.
@Suite struct FoodRetrievalTests {
  private let pantry: SmallPantry
  private let encoders: URL

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    let sentences = try #require(environment["HUSE_MINILM"], "run Scripts/test")
    let images = try #require(environment["HUSE_EFFICIENTNET"], "run Scripts/test")
    pantry = try SmallPantry()
    encoders = pantry.folder.appendingPathComponent("encoders", isDirectory: true)
    let manager = FileManager.default
    try manager.createDirectory(at: encoders, withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: encoders.appendingPathComponent("all-MiniLM-L6-v2").path,
      withDestinationPath: sentences)
    try manager.createSymbolicLink(
      atPath: encoders.appendingPathComponent("efficientnet-lite0.safetensors").path,
      withDestinationPath: images)
  }

  private func run(
    data: String, output: String = "out", _ more: String...
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "FoodRetrieval").run(
      [
        "--data", pantry.path(data), "--encoders", encoders.path, "--output", pantry.path(output),
        "--splits", "1", "--epochs", "15",
      ] + more)
  }

  private func file(_ name: String) throws -> Data {
    try Data(contentsOf: pantry.folder.appendingPathComponent(name))
  }

  private struct Report: Decodable {
    struct Direction: Decodable {
      let recall: [String: Double]
      let chance: [String: Double]
    }
    let items: Int
    let heldOut: Int
    let classNames: [String]
    let retrieval: [String: Direction]
    let accuracy: [String: Double]
  }

  private func reports() throws -> [Report] {
    try JSONDecoder().decode([Report].self, from: file("out/results.json"))
  }

  @Test func aUsersFolderIsLearnedSearchedAndKept() throws {
    try pantry.writeItems(to: "items")
    let photo = pantry.path("items/images/pasta-2.bmp")
    let outcome = try run(
      data: "items", "--query", "red <apple> & \"plum\"", "--image", photo)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for expected in [
      "15 items, 3 classes, 3 held out",
      "image→image", "image→text", "text→image", "text→text",
      "R@1 ", "R@5 ", "R@10 ", "chance R@1", "untrained R@1", "fusion",
      "Images for \"red <apple> & \"plum\"\"", "Texts for pasta-2.bmp",
    ] {
      #expect(outcome.output.contains(expected), "\(expected) in \(outcome.output)")
    }

    let report = try #require(try reports().first)
    #expect(report.items == 15 && report.heldOut == 3)
    #expect(report.classNames == ["fruit", "pasta", "plates"])
    #expect(report.retrieval.count == 4 && report.accuracy.count == 3)
    for direction in report.retrieval.values {
      for rank in ["1", "5", "10"] {
        #expect((0...1).contains(try #require(direction.recall[rank])))
        #expect((0...1).contains(try #require(direction.chance[rank])))
      }
    }

    // What an app ships: the model alone embeds, the index finds.
    let model = try SharedEmbedding(
      contentsOf: pantry.folder.appendingPathComponent("out/food.huse"))
    let index = try EmbeddingIndex(
      contentsOf: pantry.folder.appendingPathComponent("out/images.index"))
    #expect(index.count == 15)
    #expect(
      try index.nearest(1, to: model.embed(text: "red apple"))[0].identifier.hasPrefix("fruit"))
    let ownImage = try index.nearest(1, to: model.embed(image: URL(fileURLWithPath: photo)))
    #expect(ownImage[0].distance < 1e-3)
    #expect(ownImage[0].identifier.hasPrefix("pasta"))

    let page = String(decoding: try file("out/index.html"), as: UTF8.self)
    #expect(page.contains("red &lt;apple&gt; &amp; &quot;plum&quot;"))
    #expect(!page.contains("<apple>"))
    #expect(!page.contains("http://") && !page.contains("https://"))
    let sources = page.components(separatedBy: "src=\"").dropFirst()
    #expect(sources.count > 6)
    #expect(sources.allSatisfy { $0.hasPrefix("data:image/") })
  }

  @Test func aSecondRunUsesTheCache() throws {
    try pantry.writeItems(to: "items")
    #expect(try run(data: "items").status == 0)
    func state() throws -> [Date?] {
      try ["images.npy", "texts.npy"].map {
        try FileManager.default.attributesOfItem(
          atPath: pantry.path("out/features/\($0)"))[.modificationDate] as? Date
      }
    }
    let (before, results) = (try state(), try file("out/results.json"))
    #expect(try run(data: "items").status == 0)
    #expect(try state() == before)
    #expect(try file("out/results.json") == results)
  }

  @Test func food101IsMeasuredOnItsOfficialTestPart() throws {
    try pantry.writeFood101(to: "food101")
    let outcome = try run(data: "food101")
    #expect(outcome.status == 0, "\(outcome.errors)")
    // A random division would hold out 3.
    #expect(outcome.output.contains("15 items, 3 classes, 6 held out"))
    let report = try #require(try reports().first)
    #expect(report.items == 15 && report.heldOut == 6)
    #expect(report.classNames == ["fruit", "pasta", "plates"])
  }

  @Test func whatCannotBeUsedIsNamed() throws {
    func expectFailure(_ outcome: BuiltProgram.Outcome, _ text: String) {
      #expect(outcome.status != 0 && outcome.status < 128)
      #expect(outcome.errors.contains(text), "\(outcome.errors)")
    }
    expectFailure(
      try run(data: "nowhere"), "\(pantry.path("nowhere/data.csv")): no such file or folder.")
    try pantry.write(
      DrawnImage(shape: .disc, color: [9, 9, 9], variant: 0).bytes, to: "one/images/a.bmp")
    try pantry.write(Data("image,text,classes\na.bmp,tea,drink\n".utf8), to: "one/data.csv")
    expectFailure(
      try run(data: "one"), "rows to be split: 1 rows in 1 groups cannot be split into 2 parts.")
    expectFailure(
      try run(data: "one", "--image", pantry.path("no.png")),
      "--image: \(pantry.path("no.png")) does not exist or cannot be read.")
    expectFailure(try run(data: "one", "--epochs", "0"), "--epochs must be above 0.")
    expectFailure(try run(data: "one", "--splits", "0"), "--splits must be above 0.")
    expectFailure(
      try run(data: "one", output: "one/data.csv"),
      "\(pantry.path("one/data.csv")): could not be written:")
    let noImage = try pantry.write(Data("text".utf8), to: "text.png")
    expectFailure(try run(data: "one", "--image", noImage), noImage)
    try pantry.write(Data("not an image".utf8), to: "broken/images/a.bmp")
    try pantry.write(
      Data("image,text,classes\na.bmp,tea,drink\na.bmp,milk,drink\n".utf8), to: "broken/data.csv")
    expectFailure(try run(data: "broken"), "a.bmp")
  }
}
