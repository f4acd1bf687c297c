import Foundation
import HUSE
import Testing

/// `huse` on folders of features that no `encode` made.
@Suite struct FeatureFolderTests {
  private let work: TemporaryFolder
  private static let training = ["-e", "3", "-b", "16", "--test-fraction", "0.2", "--quiet"]

  init() throws {
    work = try TemporaryFolder()
    let pairs = try ScatteredPairs.pairs(identifiers: true)
    try pairs.write(to: work.file("pairs.safetensors"))
    for folder in ["shards", "arrays"] {
      try FileManager.default.createDirectory(
        at: work.file(folder), withIntermediateDirectories: false)
    }
    for (number, rows) in [0..<40, 40..<41, 41..<90].enumerated() {
      try pairs.selecting(rows: rows).write(to: work.file("shards/part-\(number).safetensors"))
      try NPYFile.write(pairs.images[rows: rows], to: work.file("arrays/images-00\(number).npy"))
    }
    try NPYFile.write(pairs.texts, to: work.file("arrays/texts.npy"))
    try NPYFile.write(pairs.labels, to: work.file("arrays/labels.npy"))
    try work.write(pairs.classNames.joined(separator: "\n"), to: "arrays/classes.txt")
  }

  private func huse(_ arguments: [String]) throws -> String {
    let outcome = try BuiltProgram(name: "huse").run(arguments, in: work.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test(arguments: ["shards", "arrays"])
  func allCommandsTakeTheFolderLikeTheFile(data: String) throws {
    _ = try huse(
      ["train", "--data", "pairs.safetensors", "--graph", "taxonomy", "-o", "file"]
        + Self.training)
    for storage in ["auto", "memory", "files"] {
      _ = try huse(
        [
          "train", "--data", data, "--graph", "taxonomy", "--feature-storage", storage, "-o",
          storage,
        ] + Self.training)
      #expect(try work.data("\(storage)/model.huse") == work.data("file/model.huse"), "\(storage)")
    }
    func evaluation(_ options: String...) throws -> String {
      try huse(["evaluate", "file", "--format", "json"] + options)
    }
    let expected = try evaluation("--data", "pairs.safetensors")
    #expect(try evaluation("--data", data) == expected)
    #expect(
      try evaluation("--config", "files/huse.yaml") == evaluation("--config", "file/huse.yaml"))

    _ = try huse(["embed", "file", "--data", data, "-o", "folder.npy"])
    _ = try huse(["embed", "file", "--data", "pairs.safetensors", "-o", "file.npy"])
    #expect(try work.data("folder.npy") == work.data("file.npy"))

    let description = try huse(["inspect", data])
    #expect(description.contains("kind           features\n"))
    #expect(description.contains("rows           90\n"))
  }

  @Test func identifiersOfShardsNameEmbeddings() throws {
    _ = try huse(
      ["train", "--data", "shards", "--graph", "taxonomy", "-o", "out"] + Self.training)
    let lines = try huse(["embed", "out", "--data", "shards"]).split(separator: "\n")
    #expect(lines.count == 90)
    #expect(lines[40].contains("\"id\":\"item 40\""), "\(lines[40].prefix(80))")
  }

  @Test func aStreamOfTextIsRefused() throws {
    try work.write("1,2\n", to: "arrays/texts.csv")
    try FileManager.default.removeItem(at: work.file("arrays/texts.npy"))
    let outcome = try work.huse(
      "train", "--data", "arrays", "--feature-storage", "files", "-o", "out")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("arrays/texts.csv: found the extension 'csv'"), "\(outcome.errors)")
  }
}
