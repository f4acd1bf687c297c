import Foundation
import HUSE
import Testing

/// `huse train` that is interrupted and resumes with `--resume`.
@Suite struct ResumeTests {
  private let work: TemporaryFolder

  private static let settings = """
    data: pairs.safetensors
    recipe: manual
    graph: taxonomy
    image-hidden: [16]
    dimension: 8
    epochs: 100
    batch-size: 16
    curves-every: 1
    test-fraction: 0.2
    validation-every: 20
    checkpoint-every: 7
    """

  private static let signalNames = [SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"]

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
    try work.write(Self.settings, to: "settings.yaml")
  }

  /// Sends a signal when there are a few more points of the curves.
  private func stop(_ process: Process, with signal: Int32) throws {
    func points() -> Int { ((try? work.text("out/curves.csv")) ?? "").count { $0 == "\n" } }
    let start = points()
    try work.wait { points() > start + 20 }
    kill(process.processIdentifier, signal)
  }

  /// The cells of the curves, without the speed.
  private func curves(_ folder: String) throws -> [[Substring]] {
    let rows = try work.text("\(folder)/curves.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let speed = try #require(rows[0].firstIndex(of: "rows_per_second"))
    return rows.map { row in row.indices.filter { $0 != speed }.map { row[$0] } }
  }

  private func expectAsUninterrupted(_ more: String...) throws {
    let whole = try BuiltProgram(name: "huse").run(
      ["train", "--config", "settings.yaml", "-o", "whole", "--quiet"] + more, in: work.url)
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try work.data("out/model.huse") == work.data("whole/model.huse"))
    #expect(try work.text("out/huse.yaml") == work.text("whole/huse.yaml"))
    let expected = try curves("whole")
    #expect(try curves("out") == expected)
    let events = try TensorBoardEvents(in: work.file("out")).curves
    #expect(events["loss/total"]?.map { "\($0.step)" } == expected.dropFirst().map { $0[0] })
    #expect(
      try events["loss/total"] == TensorBoardEvents(in: work.file("whole")).curves["loss/total"])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aTrainingThatIsStoppedTwiceEndsWithTheSameBits(signal: Int32) throws {
    let stopped = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--quiet"
    ) { try stop($0, with: signal) }
    #expect(stopped.status == 128 + signal, "\(stopped.errors)")
    let newest = try #require(work.names(in: "out/checkpoints").last { $0.hasPrefix("step-") })
    #expect(
      stopped.errors
        == "Stopped by \(Self.signalNames[signal]!). out/checkpoints/\(newest) "
        + "holds the training. Resume with: huse train --resume --output out\n")
    #expect(
      try work.names(in: "out") == ["checkpoints", "curves.csv", "events.out.tfevents.huse"])
    #expect(try work.text("out/curves.csv").hasSuffix("\n"))

    let again = try work.huse("train", "--resume", "--output", "out") {
      try stop($0, with: signal)
    }
    #expect(again.status == 128 + signal, "\(again.errors)")
    let step = try #require(Int(newest.dropFirst(5).prefix(9)))
    #expect(again.errors.hasPrefix("Resuming after step \(step), epoch \((step + 4) / 5).\n"))

    let last = try work.huse("train", "--resume", "-o", "out", "--config", "settings.yaml")
    #expect(last.status == 0, "\(last.errors)")
    #expect(last.output.contains("Trained 100 epochs"))
    try expectAsUninterrupted()
  }

  /// The curves may then be ahead of the newest checkpoint, and cut off anywhere.
  @Test func aTrainingThatIsKilledEndsWithTheSameBits() throws {
    let killed = try work.huse("train", "--config", "settings.yaml", "-o", "out", "--quiet") {
      try stop($0, with: SIGKILL)
    }
    #expect(killed.status == 128 + SIGKILL)
    for (name, begun) in [
      ("curves.csv", Data("400,80,0.1".utf8)), ("events.out.tfevents.huse", Data([90, 0, 0])),
    ] {
      let file = try FileHandle(forWritingTo: work.file("out/\(name)"))
      try file.seekToEnd()
      try file.write(contentsOf: begun)
      try file.close()
    }
    let resumed = try work.huse("train", "--resume", "-o", "out", "--quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output.isEmpty && resumed.errors.isEmpty)
    try expectAsUninterrupted()
  }

  /// Wherever the kill falls: among the folds, or in the last training.
  @Test(arguments: [0, 300, 1500])
  func aTrainingByRecipeThatIsKilledEndsWithTheSameBits(milliseconds: UInt32) throws {
    try work.write(
      "data: pairs.safetensors\nepochs: 60\ntest-fraction: 0.2\ncurves-every: 1\n"
        + "checkpoint-every: 7", to: "settings.yaml")
    _ = try work.huse("train", "--config", "settings.yaml", "-o", "out", "--quiet") {
      try work.wait { work.exists("out/checkpoints/huse.yaml") }
      usleep(milliseconds * 1000)
      kill($0.processIdentifier, SIGKILL)
    }
    let resumed = try work.huse("train", "--resume", "-o", "out", "--quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    try expectAsUninterrupted()
    #expect(try work.data("out/recipe.json") == work.data("whole/recipe.json"))
  }

  @Test func theStepsOfARecipeCannotBeChanged() throws {
    try work.write("data: pairs.safetensors\nepochs: 4", to: "settings.yaml")
    let short = try work.huse("train", "--config", "settings.yaml", "-o", "out", "--quiet")
    #expect(short.status == 0, "\(short.errors)")
    let more = try work.huse("train", "--resume", "-o", "out", "--quiet", "-e", "6")
    #expect(more.status == 1)
    #expect(more.errors.contains("is of another training: epochs 4 there, 6 here."))
  }

  @Test func aTrainingThatIsDoneGoesOnForMoreEpochs() throws {
    let short = try work.huse(
      "train", "--config", "settings.yaml", "-e", "4", "-o", "out", "--quiet")
    #expect(short.status == 0, "\(short.errors)")
    let model = try work.data("out/model.huse")
    let nothing = try work.huse("train", "--resume", "-o", "out", "--quiet")
    #expect(nothing.status == 0, "\(nothing.errors)")
    #expect(try work.data("out/model.huse") == model)
    let more = try work.huse(
      "train", "--resume", "-o", "out", "--quiet", "-e", "6", "--keep-checkpoints", "1")
    #expect(more.status == 0, "\(more.errors)")
    #expect(try curves("out").last?[1] == "6")
    #expect(
      try work.names(in: "out/checkpoints").filter { $0.hasPrefix("step-") }
        == ["step-000000030.checkpoint"])
    #expect(try work.text("out/checkpoints/huse.yaml").contains("\nepochs: 6\n"))
  }

  @Test func aTrainingThatCannotGoOnIsNamed() throws {
    let none = try work.huse("train", "--resume", "--config", "settings.yaml", "-o", "out")
    #expect(none.status == 1)
    #expect(
      none.errors.contains(
        "out/checkpoints/*.checkpoint: no such file or folder. There is no training to resume"))
    #expect(!work.exists("out"))
    let both = try work.huse(
      "train", "--resume", "--overwrite", "--config", "settings.yaml", "-o", "out")
    #expect(both.status == 64)
    #expect(both.errors.contains("Pass --overwrite or --resume, not both."))

    let stopped = try work.huse("train", "--config", "settings.yaml", "-o", "out", "--quiet") {
      try stop($0, with: SIGTERM)
    }
    #expect(stopped.status == 128 + SIGTERM)
    let unsaid = try work.huse("train", "--config", "settings.yaml", "-o", "out")
    #expect(unsaid.status == 1)
    #expect(
      unsaid.errors.contains(".checkpoint: is the checkpoint of an interrupted training. Pass "))
    #expect(unsaid.errors.contains("--resume to continue it, --overwrite to start again"))

    let other = try work.huse(
      "train", "--resume", "-o", "out", "--learning-rate", "0.5", "--seed", "9")
    #expect(other.status == 1)
    #expect(
      other.errors.contains(
        "out/checkpoints/huse.yaml: is of another training: learning-rate 0.001 there, 0.5 here; "
          + "seed 7 there, 9 here. Resume with the settings"))
    try PairedFeatures(
      images: Matrix(rows: 12, columns: 12, repeating: 1), texts: Matrix(rows: 12, columns: 10),
      labels: (0..<12).map { $0 % 6 }, classNames: ScatteredPairs.classNames
    ).write(to: work.file("other.safetensors"))
    let data = try work.huse("train", "--resume", "-o", "out", "--data", "other.safetensors")
    #expect(data.status == 1)
    #expect(data.errors.contains("number of pairs 66 in the checkpoint, 5 here"))

    let fewer = try work.huse("train", "--resume", "-o", "out", "--epochs", "1")
    #expect(fewer.status == 1)
    #expect(fewer.errors.contains("--epochs: expected at least "))

    // None of them has changed what the training continues with.
    #expect(try work.text("out/checkpoints/huse.yaml").contains("/pairs.safetensors\n"))
    let anew = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--overwrite", "-e", "3", "--quiet")
    #expect(anew.status == 0, "\(anew.errors)")
    #expect(try curves("out").count == 1 + 3 * 5)
  }

  @Test func checkpointsThatMakeNoSenseAreRefused() throws {
    for (option, message) in [
      ("--checkpoint-every=-1", "--checkpoint-every: expected a number of 0 or more, found -1."),
      ("--checkpoint-minutes=-1", "--checkpoint-minutes: expected a number of 0 or more"),
      ("--keep-checkpoints=0", "--keep-checkpoints: expected a number above 0, found 0."),
    ] {
      let outcome = try work.huse("train", "--config", "settings.yaml", "-o", "out", option)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
    try work.write("checkpoint-evry: 3", to: "wrong.yaml")
    let misspelt = try work.huse("train", "--config", "wrong.yaml", "-o", "out")
    #expect(misspelt.status == 64)
    #expect(
      misspelt.errors.contains(
        "wrong.yaml:1: there is no setting 'checkpoint-evry'. Did you mean 'checkpoint-every'?"))
  }
}
