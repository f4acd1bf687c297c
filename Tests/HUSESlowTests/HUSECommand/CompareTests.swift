import Foundation
import HUSE
import Testing

/// `huse compare` on a feature file of few pairs.
@Suite struct CompareTests {
  private let folder: URL
  private let encoders: URL

  init() throws {
    let sentences = try #require(
      ProcessInfo.processInfo.environment["HUSE_MINILM"], "run Scripts/test")
    encoders = URL(fileURLWithPath: sentences).deletingLastPathComponent()
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("huse-compare-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try ScatteredPairs.pairs().write(to: folder.appendingPathComponent("pairs.safetensors"))
  }

  private func compare(_ more: String..., output: String = "out") throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      [
        "compare", "--data", folder.appendingPathComponent("pairs.safetensors").path,
        "--encoders", encoders.path, "--output", folder.appendingPathComponent(output).path,
      ] + more)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private struct Tables: Decodable {
    struct Cell: Decodable { let mean: Double }
    struct Row: Decodable {
      let name: String
      let cells: [Cell?]
    }
    struct Table: Decodable {
      let title: String
      let columns: [String]
      let rows: [Row]
    }
    let tables: [Table]

    func value(_ table: String, _ row: String, _ column: String) throws -> Double {
      let table = try #require(tables.first { $0.title == table })
      let position = try #require(table.columns.firstIndex(of: column))
      let row = try #require(table.rows.first { $0.name == row })
      return try #require(row.cells[position]).mean
    }
  }

  @Test func everySystemIsMeasuredAndAnInterruptedComparisonGoesOn() throws {
    let first = try compare("--trials", "2", "--seeds", "2")
    #expect(first.status == 0, "\(first.errors)")
    let tables = try JSONDecoder().decode(
      Tables.self, from: Data(try text("out/tables.json").utf8))
    for system in [
      "Triplet", "CME", "AdaMine", "DeViSE*", "HIE*", "HUSE-P", "HUSE", "CLIP loss",
      "SigLIP loss", "CCA",
    ] {
      // Chance is 0.17.
      for column in ["i→t R@1", "t→i R@1"] {
        #expect(
          try tables.value("Table 1: retrieval", system, column) > 0.35, "\(system) \(column)")
      }
      let precision = try tables.value("Table 2: hierarchical precision", system, "i→t HP@2")
      #expect(precision > 0.3 && precision <= 1)
    }
    for system in ["Separate", "CME", "HIE*", "HUSE-P", "HUSE"] {
      for column in ["image", "text", "fusion", "macro fusion"] {
        #expect(try tables.value("Table 3: accuracy", system, column) > 0.5, "\(system) \(column)")
      }
    }
    #expect(first.output.contains("Chosen on the validation part of each division"))
    #expect(try text("out/tables.md").contains("| HUSE |"))
    let csv = try text("out/tables.csv")
    #expect(csv.hasPrefix("table,system,column,mean,deviation\n"))

    // As after a kill in mid-write: some trainings are missing, the last line is cut off.
    let journal = folder.appendingPathComponent("out/journal.jsonl")
    let lines = try text("out/journal.jsonl").split(separator: "\n")
    let kept = lines.prefix(lines.count - 5).joined(separator: "\n") + "\n{\"kind\":\"ru"
    try Data(kept.utf8).write(to: journal)
    let second = try compare("--trials", "2", "--seeds", "2")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try text("out/tables.csv") == csv)
    #expect(try text("out/journal.jsonl").split(separator: "\n").count == lines.count)

    let other = try compare("--trials", "2", "--seeds", "2", "--seed", "8")
    #expect(other.status == 1)
    #expect(other.errors.contains("belongs to another comparison"))
    #expect(other.errors.contains("Pass another --output"))
  }

  @Test func argumentsThatCannotBeUsedAreNamed() throws {
    let unknown = try compare("--systems", "huse,lda")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("there is no 'lda'. There are triplet, cme,"))
    let trials = try compare("--trials", "0")
    #expect(trials.status == 64)
    #expect(trials.errors.contains("--trials must be above 0."))
    let missing = try BuiltProgram(name: "huse").run([
      "compare", "--data", "nowhere", "--encoders", encoders.path,
      "--output", folder.appendingPathComponent("missing").path,
    ])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere/data.csv: no such file or folder."))
  }
}
