import Foundation
import HUSE
import Testing

/// `huse tune` on a feature file of few pairs.
@Suite struct TuneTests {
  private let work: TemporaryFolder

  private static let settings = """
    data: pairs.safetensors
    graph: taxonomy
    image-hidden: [16]
    text-hidden: [16]
    dimension: 8
    batch-size: 16
    epochs: 3
    folds: 3
    test-fraction: 0.2
    """

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
    try work.write(Self.settings, to: "settings.yaml")
  }

  private func tune(
    _ more: String..., output: String = "out", _ body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(
      ["tune", "--config", "settings.yaml", "--trials", "5", "-o", output] + more, in: work.url,
      body)
  }

  private func lines(_ folder: String) -> [Substring] {
    ((try? work.text("\(folder)/journal.jsonl")) ?? "").split(separator: "\n")
  }

  /// An evaluation without the time that it took.
  private func results(_ folder: String) throws -> [RecipeTuning.Evaluation] {
    try lines(folder).dropFirst().map {
      try JSONDecoder().decode(RecipeTuning.Evaluation.self, from: Data($0.utf8))
    }
  }

  private func expectEqual(_ folder: String, _ other: String) throws {
    for name in ["recipe.json", "model.huse", "huse.yaml"] {
      #expect(try work.data("\(folder)/\(name)") == work.data("\(other)/\(name)"), "\(name)")
    }
    let (found, expected) = (try results(folder), try results(other))
    #expect(found.map(\.trial) == expected.map(\.trial))
    #expect(found.map(\.recipe) == expected.map(\.recipe))
    #expect(found.map(\.score) == expected.map(\.score))
  }

  @Test func aSearchWritesWhatRepeatsTheModel() throws {
    let tuned = try tune()
    #expect(tuned.status == 0, "\(tuned.errors)")
    #expect(
      try work.names(in: "out") == [
        "checkpoints", "curves.csv", "events.out.tfevents.huse", "huse.yaml", "journal.jsonl",
        "model.huse", "recipe.json", "split.csv",
      ])
    // Trial 0, four others, two of them, one of those.
    let rungs = try results("out").map(\.rung)
    #expect(rungs == [2, 0, 0, 0, 0, 1, 1, 2])
    #expect(tuned.errors.contains("rung 2, trial 0: score "))
    #expect(tuned.errors.contains("rung 0, trial 4: score "))
    #expect(tuned.output.contains(" 5 trials"))
    #expect(tuned.output.contains("Wrote out/model.huse\n"))
    #expect(tuned.output.contains("huse evaluate out --config out/huse.yaml\n"))
    #expect(try work.text("out/huse.yaml").contains("\nrecipe: recipe.json\n"))
    let recipe = try JSONDecoder().decode(
      TrainingRecipe.self, from: try work.data("out/recipe.json"))
    // What is given is not searched, and is in the recipe.
    #expect(recipe.towers.imageHiddenDimensions == [16] && recipe.optimization.batchSize == 16)
    // Three epochs of 72 pairs.
    #expect(recipe.optimization.steps == 15)
    #expect(try SharedEmbedding(contentsOf: work.file("out/model.huse")).recipe == recipe)

    // From another folder too, since huse.yaml names the recipe beside it.
    try FileManager.default.moveItem(at: work.file("out"), to: work.file("moved"))
    let trained = try work.huse(
      "train", "--config", work.file("moved/huse.yaml").path, "--output", "again", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try work.data("again/model.huse") == work.data("moved/model.huse"))
    #expect(try work.data("again/recipe.json") == work.data("moved/recipe.json"))
    let evaluated = try work.huse("evaluate", "moved", "--config", "moved/huse.yaml")
    #expect(evaluated.output.contains("Retrieval, 18 pairs\n"), "\(evaluated.errors)")
  }

  /// The features of test rows may be anything.
  @Test func testRowsAreNotLookedAt() throws {
    let first = try tune("--quiet")
    #expect(first.status == 0 && first.output.isEmpty && first.errors.isEmpty, "\(first.errors)")
    let pairs = try ScatteredPairs.pairs()
    let test = try pairs.splitRows(
      testFraction: 0.2, seed: 7, groups: Array(0..<pairs.count)
    ).test
    #expect(test.count == 18)
    var (images, texts) = (pairs.images, pairs.texts)
    for row in test {
      for column in 0..<images.columns { images[row, column] = 1000 }
      for column in 0..<texts.columns { texts[row, column] = -1000 }
    }
    try PairedFeatures(
      images: images, texts: texts, labels: pairs.labels, classNames: pairs.classNames
    ).write(to: work.file("other.safetensors"))
    let second = try tune("--quiet", "--data", "other.safetensors", output: "second")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try work.data("second/model.huse") == work.data("out/model.huse"))
    #expect(try work.data("second/recipe.json") == work.data("out/recipe.json"))
  }

  @Test(arguments: [SIGKILL, SIGINT, SIGTERM])
  func aSearchThatIsStoppedTwiceEndsWithTheSameBytes(signal: Int32) throws {
    let whole = try tune("--quiet", output: "whole")
    #expect(whole.status == 0, "\(whole.errors)")
    for count in [3, 6] {
      // As a kill in mid-write leaves it.
      if signal == SIGKILL, count == 6 {
        let file = try FileHandle(forWritingTo: work.file("out/journal.jsonl"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(#"{"trial":3,"ru"#.utf8))
        try file.close()
      }
      let stopped = try tune { process in
        try work.wait { lines("out").count >= count }
        kill(process.processIdentifier, signal)
      }
      // On a fast machine the search may have ended before the signal came.
      guard stopped.status != 0 else { break }
      #expect(stopped.status == 128 + signal, "\(stopped.errors)")
      if signal != SIGKILL {
        #expect(stopped.errors.contains("Stopped by \(signal == SIGINT ? "SIGINT" : "SIGTERM"). "))
        #expect(stopped.errors.contains("The same command resumes"))
      }
      if count == 6 { #expect(stopped.errors.hasPrefix("Resuming after ")) }
    }
    let last = try tune("--quiet")
    #expect(last.status == 0, "\(last.errors)")
    try expectEqual("out", "whole")
  }

  @Test func theTrainingOfTheModelIsResumedToo() throws {
    let whole = try tune("--quiet", output: "whole")
    #expect(whole.status == 0, "\(whole.errors)")
    let killed = try tune("--quiet", "--checkpoint-every", "1") { process in
      try work.wait { work.exists("out/checkpoints/recipe.json") }
      kill(process.processIdentifier, SIGKILL)
    }
    let resumed = try tune("--checkpoint-every", "1", "--json")
    #expect(resumed.status == 0, "\(resumed.errors) after \(killed.status)")
    #expect(!resumed.output.contains("\"rung\""))
    #expect(try work.data("out/model.huse") == work.data("whole/model.huse"))

    // The same command, once more: nothing is left to do.
    let again = try tune("--quiet")
    #expect(again.status == 0, "\(again.errors)")
    try expectEqual("out", "whole")
  }

  @Test func aJournalOfAnotherSearchIsRefused() throws {
    let first = try tune("--quiet", "--trials", "1")
    #expect(first.status == 0, "\(first.errors)")
    let model = try work.data("out/model.huse")
    for (options, difference) in [
      (["--dropout", "0.3"], "searched contrastive, dropout, gap"),
      (["--seed", "8"], "checksum of the data xxh64:"), (["--epochs", "4"], "optimization adamW"),
      (["--folds", "2"], "folds 3 there, 2 here"),
      (["--test-fraction", "0.4"], "number of training pairs 72 there, 54 here"),
    ] {
      let other = try BuiltProgram(name: "huse").run(
        ["tune", "--config", "settings.yaml", "-o", "out", "--trials", "1"] + options, in: work.url)
      #expect(other.status == 1)
      #expect(other.errors.contains("out/journal.jsonl: is the journal of another search: "))
      #expect(other.errors.contains(difference), "\(other.errors)")
      #expect(other.errors.contains("another --output, or --overwrite to start again."))
    }
    #expect(try work.data("out/model.huse") == model)

    try work.write("nonsense\n", to: "out/journal.jsonl")
    let damaged = try tune("--trials", "1")
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("out/journal.jsonl: is not the journal of a search. "))

    let anew = try tune("--trials", "1", "--quiet", "--overwrite", "--seed", "8")
    #expect(anew.status == 0, "\(anew.errors)")
    #expect(lines("out").count == 2)
    #expect(try work.data("out/model.huse") != model)

    var journal = lines("out").map(String.init)
    journal[1] = "{}"
    try work.write(journal.joined(separator: "\n") + "\n", to: "out/journal.jsonl")
    let line = try tune("--trials", "1", "--seed", "8")
    #expect(line.status == 1)
    #expect(line.errors.contains("out/journal.jsonl: line 2 cannot be read. Remove the line"))
  }

  @Test func moreTrialsExtendASearchAndTimeEndsIt() throws {
    let short = try tune("--quiet", "--trials", "3")
    #expect(short.status == 0, "\(short.errors)")
    let extended = try tune("--json")
    #expect(extended.status == 0, "\(extended.errors)")
    #expect(extended.output.hasSuffix("\"trials\":5}\n"))
    let whole = try tune("--quiet", output: "whole")
    #expect(whole.status == 0)
    #expect(try work.data("out/model.huse") == work.data("whole/model.huse"))

    let timed = try work.huse(
      "tune", "--config", "settings.yaml", "-o", "timed", "--minutes", "0.00001", "--quiet")
    #expect(timed.status == 0, "\(timed.errors)")
    #expect(try results("timed").map(\.trial) == [0])
  }

  @Test func featuresInFilesGiveTheSameModel() throws {
    for (storage, folder) in [("memory", "out"), ("files", "other")] {
      let tuned = try tune(
        "--quiet", "--trials", "3", "--feature-storage", storage, output: folder)
      #expect(tuned.status == 0, "\(tuned.errors)")
    }
    #expect(try work.data("out/recipe.json") == work.data("other/recipe.json"))
    #expect(try work.data("out/model.huse") == work.data("other/model.huse"))
  }

  @Test func aModelIsNotReplacedUnlessAsked() throws {
    let trained = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--quiet", "--folds", "0")
    #expect(trained.status == 0, "\(trained.errors)")
    let refused = try tune()
    #expect(refused.status == 1)
    #expect(refused.errors.contains("out/model.huse: could not be written: it is there."))
    #expect(!work.exists("out/journal.jsonl"))
    let replaced = try tune("--overwrite", "--quiet", "--trials", "1")
    #expect(replaced.status == 0, "\(replaced.errors)")
  }

  @Test func optionsAndDataThatCannotBeUsedAreNamed() throws {
    for (options, message) in [
      (["--trials", "0"], "--trials: expected a number above 0, found 0."),
      (["--minutes", "0"], "--minutes: expected a number above 0 and below a million, found 0.0."),
      (["--epochs", "\(Int.max)"], "--epochs: expected a number from 1 to 1000000000, found "),
      (["--folds", "0"], "--folds: expected 2 or more, found 0"),
      (["--recipe", "manual"], "--recipe manual has no recipe to tune."),
      (["--optimizer", "sgd"], "--optimizer needs --recipe manual."),
    ] {
      let outcome = try BuiltProgram(name: "huse").run(
        ["tune", "--config", "settings.yaml", "-o", "out"] + options, in: work.url)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    let pairs = try ScatteredPairs.pairs()
    let rows = pairs.selecting(rows: 0..<6)
    try PairedFeatures(
      images: rows.images, texts: rows.texts, labels: rows.labels, classNames: pairs.classNames
    ).write(to: work.file("few.safetensors"))
    let few = try tune("--data", "few.safetensors", "--test-fraction", "0")
    #expect(few.status == 1)
    #expect(few.errors.contains("no class has pairs in two folds, so nothing can be measured."))
  }
}
