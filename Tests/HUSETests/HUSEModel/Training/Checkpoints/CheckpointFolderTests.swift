import Foundation
import HUSE
import Testing

@Suite struct CheckpointFolderTests {
  private let folder: URL
  private let owner: TemporaryFolder

  init() throws {
    owner = try TemporaryFolder()
    folder = owner.url.appendingPathComponent("checkpoints")
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func theLastAndTheBestStay() throws {
    try owner.write("mine", to: "checkpoints/notes.txt")
    try owner.write("half", to: "checkpoints/step-000000003.checkpoint.17.partial")
    let result = try Rehearsal().run(Checkpointing(in: folder, everySteps: 3, keepingLast: 2))
    #expect(
      try names() == [
        "best.checkpoint", "notes.txt", "step-000000018.checkpoint", "step-000000020.checkpoint",
      ])
    let best = try #require(try Checkpoint.best(in: folder))
    #expect(best.epoch == result.summary.bestEpoch)
    #expect(best.model.imageTower == best.bestModel?.imageTower)
    #expect(
      best.model.imageTower.layers.map(\.weights) == [result.parameters[0], result.parameters[2]])
    #expect(try Checkpoint.latest(in: folder)?.validations == result.summary.validations)
  }

  @Test func minutesCountToo() throws {
    _ = try Rehearsal().run(Checkpointing(in: folder, everyMinutes: 1e-9, keepingLast: 100))
    #expect(Checkpoint.files(in: folder).count == 21)
  }

  @Test func withoutIntervalsThereAreTheFirstAndTheLast() throws {
    _ = try Rehearsal().run(Checkpointing(in: folder, everyMinutes: nil, keepingLast: 100))
    #expect(
      Checkpoint.files(in: folder).map(\.lastPathComponent)
        == ["step-000000000.checkpoint", "step-000000020.checkpoint"])
  }

  /// A record of the steps, such as a file of curves, is never behind the checkpoint.
  @Test func aStepThatCannotBeRecordedGetsNoCheckpoint() throws {
    let rehearsal = try Rehearsal()
    var model = try rehearsal.world.model()
    var trainer = try rehearsal.trainer
    let failure = HUSEError.writeFailed(path: "curves.csv", problem: "No space left on device")
    #expect(throws: failure) {
      try trainer.train(
        &model, on: rehearsal.world.pairs, minimizing: rehearsal.world.loss, epochs: 4,
        checkpointing: Checkpointing(in: folder, everySteps: 3, keepingLast: 100)
      ) { if $0.step == 8 { throw failure } }
    }
    #expect(try Checkpoint.latest(in: folder)?.step == 6)
  }

  @Test func aFolderWithoutCheckpointsHasNoLatest() throws {
    #expect(try Checkpoint.latest(in: folder)?.step == nil)
    #expect(try Checkpoint.best(in: folder)?.step == nil)
  }

  @Test func checkpointsOfAnotherTrainingAreNotMixed() throws {
    let rehearsal = try Rehearsal()
    _ = try rehearsal.run(Checkpointing(in: folder, everySteps: 5, keepingLast: 5))
    let before = try names()
    let message =
      "\(folder.path): holds step-000000020.checkpoint, which this training does not continue "
      + "from. Pass `resumingFrom: Checkpoint.latest(in: folder)`, or choose another folder."
    let older = try Checkpoint(contentsOf: Checkpoint.files(in: folder)[1])
    for checkpoint in [nil, older] {
      #expect {
        try rehearsal.run(Checkpointing(in: folder), from: checkpoint)
      } throws: { "\($0)" == message }
    }
    #expect(try names() == before)

    // A later step of a training in another folder does not make this folder its own.
    let elsewhere = folder.appendingPathComponent("elsewhere")
    _ = try rehearsal.run(Checkpointing(in: elsewhere, everySteps: 5))
    let later = try #require(try Checkpoint.latest(in: elsewhere))
    try FileManager.default.removeItem(at: Checkpoint.files(in: folder).last!)
    let kept = try names()
    #expect(throws: HUSEError.self) {
      try rehearsal.run(Checkpointing(in: folder), from: later)
    }
    #expect(try names() == kept)
  }

  @Test func aDamagedCheckpointNamesTheOneBefore() throws {
    let rehearsal = try Rehearsal()
    let whole = try rehearsal.run(Checkpointing(in: folder, everySteps: 5))
    let files = Checkpoint.files(in: folder)
    var bytes = try Data(contentsOf: files[2])
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: files[2])
    #expect(
      errorText { () throws(HUSEError) in try Checkpoint.latest(in: folder) }
        == "\(files[2].path): its bytes do not agree with its checksum. "
        + "Remove it to continue from the one before, step-000000015.checkpoint.")
    try FileManager.default.removeItem(at: files[2])
    #expect(try rehearsal.run(from: Checkpoint.latest(in: folder)) == whole)
  }

  @Test func aFlippedBitAnywhereIsFound() throws {
    _ = try Rehearsal().run(Checkpointing(in: folder))
    let file = Checkpoint.files(in: folder)[0]
    let whole = try [UInt8](Data(contentsOf: file))
    var generator = SplitMix64(seed: 3)
    for position in stride(from: 0, to: whole.count, by: 7) {
      var damaged = whole
      damaged[position] ^= 1 << UInt8(generator.nextInteger(below: 8))
      try Data(damaged).write(to: file)
      #expect(throws: HUSEError.self, "byte \(position)") { try Checkpoint(contentsOf: file) }
    }
    #expect(
      errorText { () throws(HUSEError) in
        try Checkpoint(contentsOf: Fixture.url("model/version-4.huse"))
      }?.contains("is not a checkpoint: its metadata has no format 'huse-checkpoint'") == true)
  }

  /// Of the weights, the moments of the optimizer and the best model.
  @Test(arguments: [
    "image_tower.layers.0.weights", "optimizer.1.first", "optimizer.0.second", "best.2",
  ])
  func numbersThatAreNotFiniteAreRefused(name: String) throws {
    _ = try Rehearsal().run(Checkpointing(in: folder))
    let file = try #require(Checkpoint.files(in: folder).last)
    let whole = try SafetensorsFile(contentsOf: file)
    for (value, problem) in [(Float.nan, "NaN"), (-.infinity, "infinity")] {
      var tensors: [String: Tensor] = [:]
      for other in whole.names { tensors[other] = try whole.tensor(other) }
      let tensor = try #require(tensors[name])
      var matrix = tensor.matrix
      matrix[0, matrix.columns - 1] = value
      tensors[name] = try Tensor(shape: tensor.shape, matrix: matrix)
      let changed = owner.url.appendingPathComponent("changed.checkpoint")
      try SafetensorsFile.write(tensors, metadata: whole.metadata, checksummed: true, to: changed)
      #expect(
        errorText { () throws(HUSEError) in try Checkpoint(contentsOf: changed) }
          == "\(changed.path): tensor '\(name)' contains \(problem). "
          + "The file is damaged: use another checkpoint.")
    }
  }

  /// Nobody, not even root, can make a folder within a file.
  @Test func aFolderThatCannotBeMadeIsFoundAtOnce() throws {
    try owner.write("a file", to: "checkpoints")
    var steps = 0
    let rehearsal = try Rehearsal()
    var (model, trainer) = (try rehearsal.world.model(), try rehearsal.trainer)
    #expect {
      try trainer.train(
        &model, on: rehearsal.world.pairs, minimizing: rehearsal.world.loss, epochs: 1,
        checkpointing: Checkpointing(in: folder.appendingPathComponent("inside"))
      ) { _ in steps += 1 }
    } throws: { error in
      guard case HUSEError.writeFailed(let path, _) = error else { return false }
      return path == folder.appendingPathComponent("inside").path
    }
    #expect(steps == 0)
  }

  /// A limit on the size of files stands for a full disk.
  @Test func aDiskThatFillsUpLeavesTheLastCheckpoint() async throws {
    await #expect(processExitsWith: .success) { [path = folder.path as String] in
      let rehearsal = try Rehearsal()
      let folder = URL(fileURLWithPath: path)
      let options = try Checkpointing(in: folder, everySteps: 1)
      var (model, trainer) = (try rehearsal.world.model(), try rehearsal.trainer)
      do {
        try trainer.train(
          &model, on: rehearsal.world.pairs, minimizing: rehearsal.world.loss, epochs: 4,
          checkpointing: options
        ) { progress in
          guard progress.step == 6 else { return }
          signal(SIGXFSZ, SIG_IGN)
          var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
          #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
          #else
            setrlimit(RLIMIT_FSIZE, &limit)
          #endif
        }
        preconditionFailure("training did not end")
      } catch HUSEError.writeFailed(let path, let problem) {
        precondition(path.hasSuffix("step-000000006.checkpoint"), path)
        precondition(problem == "File too large", problem)
      }
    }
    #expect(
      try names() == [3, 4, 5].map { "step-00000000\($0).checkpoint" })
    #expect(try Checkpoint.latest(in: folder)?.step == 5)
  }
}
