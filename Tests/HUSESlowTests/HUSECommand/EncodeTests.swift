import Foundation
import HUSE
import Testing

/// `huse encode` on drawn images, and the way from images to a search.
@Suite struct EncodeTests {
  private let program: EncodeProgram
  private var work: TemporaryFolder { program.work }
  private var pantry: SmallPantry { program.pantry }

  init() throws { program = try EncodeProgram() }

  private func encode(
    _ more: String..., output: String = "features", body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try program.encode(more, output: output, body: body)
  }

  @Test func anInterruptedEncodingGoesOnToTheSameFiles() throws {
    let whole = try encode(output: "whole")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output.contains("15 rows in 4 files, 0 skipped. Wrote whole"))
    #expect(
      try work.names(in: "whole") == (0..<4).map { "features-0000\($0).safetensors" }
        + ["manifest.json"])

    let stopped = try encode { process in
      try work.wait { work.exists("features/features-00000.safetensors") }
      kill(process.processIdentifier, SIGTERM)
    }
    // It may have been at its end already; what it leaves is whole either way.
    if stopped.status != 0 {
      #expect(stopped.status == 128 + SIGTERM)
      #expect(
        stopped.errors.contains("Stopped by SIGTERM. The complete files in features are kept"))
    }
    #expect(try work.names(in: "features").allSatisfy { !$0.hasSuffix(".partial") })
    let second = try encode()
    #expect(second.status == 0, "\(second.errors)")
    for name in try work.names(in: "whole") {
      #expect(try work.data("features/\(name)") == work.data("whole/\(name)"), "\(name)")
    }
  }

  @Test func anotherEncoderAndOtherItemsAreRefused() throws {
    #expect(try encode().status == 0)
    let other = try encode("--image-encoder", "resnet50")
    #expect(other.status == 1)
    #expect(other.errors.contains("encoders/resnet50.safetensors: no such file or folder."))
    let manifest = try work.text("features/manifest.json")
    try work.write(
      manifest.replacingOccurrences(of: "\"name\" : \"ngrams\"", with: "\"name\" : \"minilm\""),
      to: "features/manifest.json")
    let refused = try encode()
    #expect(refused.status == 1)
    #expect(refused.errors.contains("was begun with another text encoder: minilm, 4096 numbers"))
    #expect(refused.errors.contains("Encode into another folder"))

    try work.write(manifest, to: "features/manifest.json")
    var table = String(
      decoding: try Data(
        contentsOf: pantry.folder.appendingPathComponent(
          "items/data.csv")), as: UTF8.self)
    table = table.replacingOccurrences(of: "tomato", with: "quince")
    try pantry.write(Data(table.utf8), to: "items/data.csv")
    // What has changed is encoded again, in the same folder.
    let changed = try encode()
    #expect(changed.status == 0, "\(changed.errors)")
    #expect(changed.output.contains("15 rows in 4 files, 0 skipped."))
    #expect(
      try work.names(in: "features") == (0..<4).map { "features-0000\($0)-1.safetensors" }
        + ["manifest.json"])
    try pantry.writeItems(to: "others")
    let items = pantry.folder.appendingPathComponent("others")
    let text = String(
      decoding: try Data(contentsOf: items.appendingPathComponent("data.csv")), as: UTF8.self)
    let line = try #require(text.split(separator: "\n").dropFirst().first)
    let name = try #require(line.split(separator: ",").first)
    try FileManager.default.moveItem(
      at: items.appendingPathComponent("images/\(name)"),
      to: items.appendingPathComponent("images/other-\(name)"))
    try pantry.write(
      Data("\(text.split(separator: "\n")[0])\nother-\(line)\n".utf8), to: "others/data.csv")
    let none = try BuiltProgram(name: "huse").run(
      [
        "encode", "--data", pantry.path("others"), "--encoders", "encoders", "--text-encoder",
        "ngrams", "--shard-size", "4", "-o", "features",
      ], in: work.url)
    #expect(none.status == 1)
    #expect(none.errors.contains("was begun with other items, none of which is among these"))
  }

  /// One policy, one option and one count in `encode` and `train`.
  @Test func trainLeavesOutWhatEncodeLeavesOut() throws {
    try pantry.write(Data("no image".utf8), to: "items/images/pasta-2.bmp")
    let table = String(
      decoding: try Data(contentsOf: pantry.folder.appendingPathComponent("items/data.csv")),
      as: UTF8.self)
    try pantry.write(
      Data(table.replacingOccurrences(of: "\"tray, drawn\"", with: "\" \"").utf8),
      to: "items/data.csv")
    func train(_ more: String...) throws -> BuiltProgram.Outcome {
      try BuiltProgram(name: "huse").run(
        [
          "train", "--data", pantry.path("items"), "--encoders", "encoders", "--text-encoder",
          "ngrams", "--graph", "taxonomy", "--recipe", "manual", "--validation-fraction", "0", "-e",
          "1", "-o", "run",
        ] + more, in: work.url)
    }
    let refused = try train()
    #expect(refused.status == 1)
    #expect(refused.errors.contains("Write a text, or pass --on-invalid skip."))
    let trained = try train("--on-invalid", "skip")
    #expect(trained.status == 0, "\(trained.errors)")
    let encoded = try encode("--on-invalid", "skip")
    for outcome in [trained, encoded] {
      #expect(outcome.errors.contains("skipped: row 7 (pasta-2.bmp): "))
      #expect(outcome.errors.contains("row 12, column 1: the text is empty (line 14)"))
      #expect(outcome.errors.contains("\n2 rows that cannot be used were skipped.\n"))
      #expect(outcome.errors.contains("14 of 14 items, 2 skipped"))
    }
  }

  @Test func rowsThatCannotBeUsedAreNamedAndSkippedOrFatal() throws {
    try pantry.write(Data("no image".utf8), to: "items/images/pasta-2.bmp")
    let table = String(
      decoding: try Data(contentsOf: pantry.folder.appendingPathComponent("items/data.csv")),
      as: UTF8.self)
    try pantry.write(
      Data(table.replacingOccurrences(of: "\"tray, drawn\"", with: "\" \"").utf8),
      to: "items/data.csv")

    let emptyText = try encode()
    #expect(emptyText.status == 1)
    #expect(
      emptyText.errors.contains(
        "row 12, column 1: the text is empty (line 14). Write a text, or pass "
          + "--on-invalid skip.\n"))
    #expect(!work.exists("features"))

    let skipped = try encode("--on-invalid", "skip")
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.output.contains("13 rows in 4 files, 2 skipped."))
    #expect(
      skipped.errors.contains("row 12, column 1: the text is empty (line 14). Write a text.\n"))
    #expect(skipped.errors.contains("skipped: row 7 (pasta-2.bmp): "))
    let rows = try EncodedFeatures(contentsOf: work.file("features")).pairs
    #expect(rows.count == 13)
    #expect(rows.identifiers?.contains("pasta-2.bmp") == false)

    try pantry.write(Data(table.utf8), to: "items/data.csv")
    let brokenImage = try encode(output: "other")
    #expect(brokenImage.status == 1)
    #expect(brokenImage.errors.contains("row 7 (pasta-2.bmp): "))
  }

  /// The data set's own test part is what a training measures with, as without `encode`.
  @Test func food101IsEncodedWithItsParts() throws {
    try pantry.writeFood101(to: "food")
    let options = ["--encoders", "encoders", "--text-encoder", "ngrams"]
    func huse(_ arguments: [String]) throws -> BuiltProgram.Outcome {
      let outcome = try BuiltProgram(name: "huse").run(arguments + options, in: work.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome
    }
    let encoded = try huse([
      "encode", "--data", pantry.path("food"), "--shard-size", "4", "--precision", "float16",
      "-o", "features",
    ])
    #expect(encoded.output == "15 rows in 4 files, 0 skipped. Wrote features\n")
    #expect(try EncodedFeatures(contentsOf: work.file("features")).testRows == Array(9..<15))
    func train(_ data: String, _ output: String) throws -> String {
      try huse([
        "train", "--data", data, "--graph", "taxonomy", "--validation-fraction", "0", "-e", "5",
        "-o", output,
      ]).output
    }
    #expect(try train("features", "a").contains("Retrieval, 6 pairs"))
    #expect(try train(pantry.path("food"), "b").contains("Retrieval, 6 pairs"))
    let described = try work.huse("inspect", "features")
    #expect(described.output.contains("\nprecision     float16\n"), "\(described.output)")
  }

  @Test func imagesAreTrainedSearchedAndClassified() throws {
    #expect(try encode().status == 0)
    let trained = try work.huse(
      "train", "--data", "features", "--encoders", "encoders", "--graph", "taxonomy",
      "--validation-fraction", "0", "-e", "60", "--dimension", "32", "-o", "run", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")

    let index = try work.huse("embed", "run", "--images", "--data", "features", "-o", "p.index")
    #expect(index.status == 0, "\(index.errors)")
    let files = pantry.folder.appendingPathComponent("items/images")
    let paths = try FileManager.default.contentsOfDirectory(atPath: files.path).sorted().map {
      files.appendingPathComponent($0).path
    }
    let again = try work.huse(
      "embed", "run", "--images", "-o", "again.npy", input: paths.joined(separator: "\n"))
    #expect(again.status == 0, "\(again.errors)")
    let stored = try EmbeddingIndex(contentsOf: work.file("p.index"))
    let made = try NPYFile(contentsOf: work.file("again.npy")).matrix()
    #expect(stored.count == 15 && made.rows == 15)
    #expect(made.columns == stored.embeddings.dimension && made.columns > 32)
    let order = stored.identifiers.indices.sorted {
      stored.identifiers[$0] < stored.identifiers[$1]
    }
    #expect(
      relativeError(made, stored.embeddings.vectors.gathering(rowsAt: order)) < 1e-4)

    struct Line: Decodable {
      struct Found: Decodable { let id: String }
      let id: String
      let matches: [Found]
    }
    let found = try work.huse(
      "search", "run", "p.index", "-k", "3", "--format", "jsonl", "--json-lines",
      input: "{\"id\": 7, \"text\": \"long noodles, drawn\"}\n{\"text\": \"red apple, drawn\"}\n")
    #expect(found.status == 0, "\(found.errors)")
    let lines = try found.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(lines.map(\.id) == ["7", "red apple, drawn"])
    #expect(lines.map(\.matches.count) == [3, 3])
    #expect(lines[0].matches[0].id.hasPrefix("pasta-"))
    #expect(lines[1].matches[0].id.hasPrefix("fruit-"))

    let text = try work.huse("search", "run", "p.index", "-k", "1", "red apple, drawn")
    #expect(text.output.hasPrefix("red apple, drawn\n  0."))
    let classes = try work.huse("classify", "run", "--images", "-k", "1", paths[0])
    #expect(classes.status == 0, "\(classes.errors)")
    #expect(classes.output.hasPrefix("\(paths[0])\n"))
    #expect(classes.output.hasSuffix("  fruit\n"))
  }
}
