import Foundation
import HUSE
import Testing

/// `mpirun huse train --distributed`.
@Suite(.serialized) struct DistributedTrainTests {
  private let work: TemporaryFolder

  private static let settings = """
    data: pairs.safetensors
    recipe: manual
    graph: taxonomy
    image-hidden: [16]
    dimension: 8
    epochs: 30
    batch-size: 64
    block-size: 16
    test-fraction: 0.2
    validation-every: 20
    checkpoint-every: 5
    threads: 1
    """

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
    try work.write(Self.settings, to: "settings.yaml")
  }

  private func train(
    ranks: Int, output: String, _ more: String..., body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    try train(ranks: ranks, output: output, more, body: body)
  }

  private func train(
    ranks: Int, output: String, _ more: [String], body: (Process) throws -> Void = { _ in }
  ) throws -> BuiltProgram.Outcome {
    let isResumed = more.contains("--resume")
    let settings = isResumed ? [] : ["--config", "settings.yaml"]
    return try MPIRun.huse(
      ranks: ranks, ["train", "--distributed"] + settings + ["--output", output] + more,
      in: work.url, body)
  }

  @Test func theNumberOfProcessesChangesNoByte() throws {
    for (ranks, threads) in [(1, 1), (3, 1), (2, 2)] {
      let outcome = try train(
        ranks: ranks, output: "\(ranks)", "--threads", "\(threads)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The first process alone reports.
      #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("epoch ") } == 30)
      let last = outcome.output.split(separator: "\n").last
      #expect(last?.hasPrefix("Trained 30 epochs") == true)
      #expect(last?.contains(": \(ranks) rank") == true, "\(outcome.output)")
      #expect(last?.hasSuffix("Wrote \(ranks)/model.huse") == true)
      #expect(try work.data("\(ranks)/model.huse") == work.data("1/model.huse"), "\(ranks)")
      if threads == 1 { #expect(try work.text("\(ranks)/huse.yaml") == work.text("1/huse.yaml")) }
    }
  }

  /// Each process reads its own rows, and the model is that of all of them.
  @Test(arguments: ["memory", "files"])
  func eachProcessHoldsAPart(storage: String) throws {
    let pairs = try ScatteredPairs.pairs(identifiers: true)
    try pairs.write(to: work.file("pairs.safetensors"))
    for (rank, rows) in [0..<50, 50..<60, 60..<pairs.count].enumerated() {
      try pairs.selecting(rows: rows).write(to: work.file("part-\(rank).safetensors"))
    }
    let recipes = [
      ["--config", "settings.yaml", "--image-scaling", "standardize"],
      [
        "--folds", "0", "--graph", "taxonomy", "--validation-fraction", "0.2", "--block-size", "16",
        "--data", "pairs.safetensors",
      ],
    ]
    for (name, recipe) in recipes.enumerated() {
      func train(_ ranks: Int, _ output: String, _ more: String...) throws -> BuiltProgram.Outcome {
        try MPIRun.huse(
          ranks: ranks,
          ["train", "--distributed", "--epochs", "4", "--feature-storage", storage] + recipe + more
            + ["--threads", "1", "--output", output], in: work.url)
      }
      let whole = try train(1, "whole-\(name)")
      #expect(whole.status == 0, "\(whole.errors)")
      let sharded = try train(
        3, "sharded-\(name)", "--sharded", "--data", "part-{rank}.safetensors")
      #expect(sharded.status == 0, "\(sharded.errors)")
      #expect(
        try work.data("sharded-\(name)/model.huse") == work.data("whole-\(name)/model.huse"))
      if storage == "memory" {
        #expect(
          try work.text("sharded-\(name)/split.csv") == work.text("whole-\(name)/split.csv"))
      }
      // The figures of the held-out pairs are those of all parts.
      let figures = [whole, sharded].map { $0.output.split(separator: "\n").dropLast() }
      #expect(figures[0] == figures[1] && figures[0].count > 3)
    }
  }

  @Test func partsNeedSeveralProcessesAndNoFolds() throws {
    let folds = try train(ranks: 2, output: "out", ["--sharded", "--recipe", "automatic"])
    #expect(folds.status == 1)
    #expect(
      folds.errors.contains(
        "expected --folds 0, a recipe from a file, or --recipe manual or paper"))
    let missing = try train(
      ranks: 2, output: "out", ["--sharded", "--data", "part-{rank}.safetensors"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("part-0.safetensors"), "\(missing.errors)")
    #expect(
      missing.errors.split(separator: "\n").count { $0.hasPrefix("Error: ") } == 1,
      "\(missing.errors)")
  }

  @Test func aRecipeIsChosenOnce() throws {
    for ranks in [1, 2] {
      let outcome = try MPIRun.huse(
        ranks: ranks,
        [
          "train", "--distributed", "--data", "pairs.safetensors", "--epochs", "2", "--folds", "2",
          "--output", "recipe-\(ranks)", "--threads", "1",
        ], in: work.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try work.data("recipe-2/model.huse") == work.data("recipe-1/model.huse"))
    #expect(try work.data("recipe-2/recipe.json") == work.data("recipe-1/recipe.json"))
  }

  @Test func errorsAreSaidOnce() throws {
    let missing = try train(ranks: 3, output: "out", "--data", "nothing.safetensors")
    #expect(missing.status == 1)
    #expect(
      missing.errors.split(separator: "\n").count { $0.hasPrefix("Error: ") } == 1,
      "\(missing.errors)")
    try work.write("image,text,classes\n", to: "items/data.csv")
    let items = try train(ranks: 2, output: "out", "--data", "items")
    #expect(items.status == 1)
    #expect(
      items.errors.contains("which --distributed does not encode. Encode them first"),
      "\(items.errors)")
  }

  /// Processes are killed at random moments, and the training resumes on another number of them.
  @Test func killsChangeNoByte() throws {
    let kills = ProcessInfo.processInfo.environment["HUSE_KILLS"].flatMap(Int.init) ?? 3
    let start = ContinuousClock.now
    let whole = try train(ranks: 2, output: "whole", "--quiet", "--epochs", "100")
    #expect(whole.status == 0, "\(whole.errors)")
    let duration = (ContinuousClock.now - start) / .seconds(1)
    let expected = try work.data("whole/model.huse")

    var generator = SplitMix64(seed: 2025)
    var (training, killed, killedInTheMiddle) = (0, 0, 0)
    while killed < kills {
      let ranks = 1 + generator.nextInteger(below: 3)
      let delay = (0.2 + 0.6 * generator.nextUniform()) * duration
      let choice = generator.nextInteger(below: ranks)
      let output = "killed-\(training)"
      let begun = !Checkpoint.files(in: checkpoints(output)).isEmpty
      var isKilled = false
      let outcome = try train(
        ranks: ranks, output: output, begun ? "--resume" : "--overwrite", "--quiet", "--epochs",
        "100"
      ) { process in
        Thread.sleep(forTimeInterval: delay)
        let processes = Self.children(of: process.processIdentifier)
        guard processes.count == ranks else { return }
        isKilled = kill(processes[choice], SIGKILL) == 0
      }
      if outcome.status == 0 {
        #expect(try work.data("\(output)/model.huse") == expected, "training \(training)")
        training += 1
        continue
      }
      #expect(isKilled, "\(outcome.errors)")
      #expect(outcome.errors.contains("exited on signal 9 (Killed)"), "\(outcome.errors)")
      killed += 1
      // Whatever the moment, the newest checkpoint is whole.
      if let step = try Checkpoint.latest(in: checkpoints(output))?.step, step > 0 {
        killedInTheMiddle += 1
      }
    }
    let output = "killed-\(training)"
    let more = Checkpoint.files(in: checkpoints(output)).isEmpty ? "--overwrite" : "--resume"
    let last = try train(ranks: 3, output: output, more, "--quiet", "--epochs", "100")
    #expect(last.status == 0, "\(last.errors)")
    #expect(try work.data("\(output)/model.huse") == expected)
    #expect(killedInTheMiddle > 0, "\(killedInTheMiddle) of \(kills)")
  }

  @Test func aSignalEndsAllWithACheckpoint() throws {
    let outcome = try train(ranks: 2, output: "out", "--epochs", "20000", "--quiet") { process in
      try work.wait { Checkpoint.files(in: checkpoints("out")).count > 2 }
      // As mpirun does, if the tests have not blocked the signal for it.
      for rank in Self.children(of: process.processIdentifier) { kill(rank, SIGTERM) }
    }
    #expect(outcome.status != 0)
    #expect(
      outcome.errors.contains("Stopped by SIGTERM. out/checkpoints/step-"), "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "Resume with: mpirun -np 2 huse train --distributed --resume --output out\n"),
      "\(outcome.errors)")
    // Without the other process its bits would be others.
    let alone = try work.huse("train", "--resume", "--output", "out", "--quiet")
    #expect(alone.status == 1)
    #expect(
      alone.errors.contains("block size 16 in the checkpoint, no distribution here"),
      "\(alone.errors)")
    #expect(try Checkpoint.latest(in: checkpoints("out")) != nil)
  }

  private func checkpoints(_ output: String) -> URL { work.file("\(output)/checkpoints") }

  /// The processes that a process has started.
  private static func children(of process: Int32) -> [Int32] {
    let path = "/proc/\(process)/task/\(process)/children"
    let text = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    return (text ?? "").split(separator: " ").compactMap { Int32($0) }
  }
}
