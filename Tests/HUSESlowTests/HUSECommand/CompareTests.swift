import Foundation
import HUSE
import Testing

/// `huse compare` on feature files of few pairs.
@Suite struct CompareTests {
  private let temporary: TemporaryFolder

  private var folder: URL { temporary.url }

  init() throws {
    temporary = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: folder.appendingPathComponent("pairs.safetensors"))
  }

  /// The classes spell a tree, so that no encoder is needed.
  private func compare(
    _ more: [String], data: String = "pairs.safetensors", output: String = "out"
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      [
        "compare", "--data", folder.appendingPathComponent(data).path, "--encoders", folder.path,
        "--output", folder.appendingPathComponent(output).path,
      ] + more)
  }

  private func compare(_ more: String...) throws -> BuiltProgram.Outcome { try compare(more) }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  private func tables(_ output: String = "out") throws -> CompareOutput {
    try JSONDecoder().decode(
      CompareOutput.self, from: Data(try text("\(output)/tables.json").utf8))
  }

  @Test func everySystemWithTowersLearns() throws {
    let outcome = try compare(
      "--systems",
      "huse-losses,huse-p,hie,devise,haframe,hxe,soft-labels,separate,cme,"
        + "adamine,triplet,clip,siglip",
      "--trials", "1", "--seeds", "1", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = try JSONDecoder().decode(CompareOutput.self, from: Data(outcome.output.utf8))
    let classifiers = [
      "HUSE losses", "HUSE-P", "HIE*", "HAFrame*", "HXE*", "Soft labels*", "CME",
    ]
    for system in classifiers + ["DeViSE*", "AdaMine", "Triplet", "CLIP loss", "SigLIP loss"] {
      // Chance is 0.17.
      for column in ["i→t R@1", "t→i R@1"] {
        #expect(try output.value("Recall", system, column) > 0.5, "\(system) \(column)")
      }
      #expect(try output.value("Mean average precision", system, "i→t") > 0.5, "\(system)")
      let distance = try output.value("Tree distance of the first result", system, "i→t")
      #expect(distance < 0.4, "\(system)")
    }
    for system in classifiers + ["Separate"] {
      for column in ["image", "text", "fusion", "macro fusion"] {
        #expect(try output.value("Accuracy", system, column) > 0.5, "\(system) \(column)")
      }
    }
    #expect(!output.hasRow("Recall", "Separate"))
    // Off a terminal there is a line for each training.
    #expect(outcome.errors.contains("26 of 26, 0 min left: SigLIP loss, split 1,"))
  }

  @Test func huseIsComparedAndAnInterruptedComparisonResumes() throws {
    let options = ["--systems", "sm,huse,knn,cca", "--trials", "2", "--seeds", "1"]
    let first = try compare(options)
    #expect(first.status == 0, "\(first.errors)")
    for system in ["HUSE", "SM", "k-NN", "CCA"] {
      #expect(try tables().value("Recall", system, "i→t R@1") > 0.5)
    }
    #expect(try tables().value("Accuracy", "HUSE", "fusion") > 0.5)
    #expect(try tables().choices.first { $0.system == "HUSE" }?.recipe != nil)
    #expect(first.output.contains("Difference from HUSE: mAP"))
    #expect(first.output.contains("nothing about trainings on other data"))
    #expect(first.output.contains("- HUSE, split 1: contrastive weight "))
    let csv = try text("out/tables.csv")
    #expect(csv.hasPrefix("table,system,column,mean,deviation,p queries,p splits,p corrected\n"))
    #expect(try text("out/tables.md").contains("| HUSE |"))

    // As after a kill in mid-write: some trainings are missing, the last line is cut off.
    let lines = try text("out/journal.jsonl").split(separator: "\n")
    let kept = lines.prefix(lines.count - 3).joined(separator: "\n") + "\n{\"kind\":\"ru"
    try Data(kept.utf8).write(to: folder.appendingPathComponent("out/journal.jsonl"))
    let second = try compare(options + ["--quiet"])
    #expect(second.status == 0)
    #expect(second.output.isEmpty && second.errors.isEmpty, "\(second.errors)")
    #expect(try text("out/tables.csv") == csv)
    #expect(try text("out/journal.jsonl").split(separator: "\n").count == lines.count)

    let other = try compare(options + ["--seed", "8"])
    #expect(other.status == 1)
    #expect(other.errors.contains("belongs to another comparison"))
    #expect(other.errors.contains("Pass another --output"))
  }

  /// Pairs that are hard to tell apart, so that systems differ.
  private func noisyPairs() throws -> PairedFeatures {
    let pairs = try ScatteredPairs.pairs()
    var generator = SplitMix64(seed: 9)
    func noisy(_ features: Matrix) -> Matrix {
      var noisy = features
      noisy.updateValues { $0 += Float.random(in: -1.5...1.5, using: &generator) }
      return noisy
    }
    return try PairedFeatures(
      images: noisy(pairs.images), texts: noisy(pairs.texts), labels: pairs.labels,
      classNames: pairs.classNames)
  }

  /// Differences are those of the tables; with Holm's correction the smaller of two p-values counts
  /// twice, and the larger is no smaller than that.
  @Test func differencesHaveTwoTestsAndOneCorrection() throws {
    try noisyPairs().write(to: folder.appendingPathComponent("noisy.safetensors"))
    let outcome = try compare(
      ["--systems", "sm,knn,cca", "--trials", "2", "--seeds", "4"], data: "noisy.safetensors")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = try tables()
    var corrected: [Double] = []
    for (table, measures) in [
      ("mAP", "Mean average precision"),
      ("tree distance of the first result", "Tree distance of the first result"),
    ] {
      let differences = try #require(
        output.differences.first { $0.title == "Difference from SM: \(table)" })
      #expect(differences.rows.map(\.name) == ["k-NN", "CCA"])
      for (index, column) in differences.columns.enumerated() {
        let cells = try differences.rows.map { try #require($0.cells[index]) }
        for (row, cell) in zip(differences.rows, cells) {
          let expected =
            try output.value(measures, row.name, column)
            - output.value(measures, "SM", column)
          #expect(abs(cell.difference - expected) < 1e-4)
        }
        let larger = try cells.map { max($0.pQueries, try #require($0.pSplits)) }
        let least = larger.min() ?? 0
        for (cell, value) in zip(cells, larger) {
          let expected = value == least ? min(2 * value, 1) : max(value, min(2 * least, 1))
          #expect(abs(cell.pCorrected - expected) < 1e-12)
          if cell.pCorrected < 1 { corrected.append(cell.pCorrected) }
        }
      }
    }
    #expect(corrected.count > 4)
    #expect(outcome.output.contains("would the systems differ on other data?"))
    #expect(outcome.output.contains("Chosen on the validation part of each split"))
  }

  /// Without a tree nothing is measured that needs one; a single class, and classes of one pair,
  /// have figures all the same.
  @Test(arguments: [
    ["apple", "pear", "tea"], ["apple"], (0..<30).map { "\($0)" }, ["a//b", "/", "tea"],
  ])
  func classesWithoutATreeAreCompared(classNames: [String]) throws {
    let pairs = try ScatteredPairs.pairs().selecting(rows: Array(0..<30))
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: (0..<30).map { $0 % classNames.count },
      classNames: classNames
    ).write(to: folder.appendingPathComponent("flat.safetensors"))
    let outcome = try compare(
      ["--systems", "sm,knn,cca", "--quick"], data: "flat.safetensors", output: "flat")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = try tables("flat")
    let isOne = classNames.count == 1
    #expect(try output.value("Mean average precision", "SM", "i→t") >= (isOne ? 1 : 0))
    #expect(output.tables.allSatisfy { !$0.title.contains("ree distance") })
    #expect(
      output.differences.map(\.title).sorted() == [
        "Difference from SM: R@1", "Difference from SM: mAP",
      ])
  }

  /// One pair is left for the trials: it has no correlation, and others go on.
  @Test func aSystemThatNeedsMorePairsFailsAlone() throws {
    let pairs = try ScatteredPairs.pairs().selecting(rows: [0, 6, 12])
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels, classNames: ["apple"]
    ).write(to: folder.appendingPathComponent("three.safetensors"))
    let outcome = try compare(
      ["--systems", "cca,sm", "--quick", "--test-fraction", "0.3"], data: "three.safetensors",
      output: "three")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("CCA, split 1, trial 1, failed"), "\(outcome.errors)")
    let output = try tables("three")
    #expect(output.hasRow("Recall", "SM") && !output.hasRow("Recall", "CCA"))
  }

  @Test func argumentsThatCannotBeUsedAreNamed() throws {
    let unknown = try compare("--systems", "huse,lda")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("there is no 'lda'. There are huse, huse-losses,"))
    for (option, number) in [
      ("--trials", "0"), ("--trials", "\(Int.max)"), ("--seeds", "1000000001"),
    ] {
      let outcome = try compare(option, number)
      #expect(outcome.status == 64)
      #expect(
        outcome.errors.contains(
          "\(option): expected a number from 1 to 1000000000, found \(number)."))
    }
    let both = try compare("--quiet", "--json")
    #expect(both.status == 64)
    let missing = try compare([], data: "nowhere")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere: no such file or folder."))
  }
}
