import Foundation

/// Writes the checkpoints of one call of `train`.
struct CheckpointWriter {
  private let options: Checkpointing
  private var lastTime = ContinuousClock.now
  private var lastStep: Int?

  /// Prepares the folder.
  ///
  /// - Throws: `HUSEError.writeFailed` if the folder cannot be created, `.invalidData` if it holds
  ///   checkpoints of a training run that this one does not resume.
  init(_ options: Checkpointing, resuming checkpoint: Checkpoint?) throws(HUSEError) {
    self.options = options
    try FileManager.default.createFolder(at: options.folder)
    Checkpoint.removePartialFiles(in: options.folder)
    let best = Checkpoint.bestFile(in: options.folder)
    let found =
      (FileManager.default.fileExists(atPath: best.path) ? [best] : [])
      + Checkpoint.files(in: options.folder)
    let isContinued = checkpoint?.lies(in: options.folder) == true
    let foreign = found.last { file in
      !isContinued || Checkpoint.step(of: file).map { $0 > checkpoint!.step } == true
    }
    if let foreign {
      throw .invalidData(
        source: options.folder.path,
        problem: "holds \(foreign.lastPathComponent), which this training does not continue from",
        remedy: .resumeTraining)
    }
  }

  /// Whether a checkpoint is due after a step.
  func isDue(afterStep step: Int) -> Bool {
    guard step != lastStep else { return false }
    if let interval = options.stepInterval, step % interval == 0 { return true }
    guard let minutes = options.minuteInterval else { return false }
    return (ContinuousClock.now - lastTime).inSeconds >= minutes * 60
  }

  /// Writes a checkpoint, unless there is one of this step, and removes the oldest.
  mutating func write(_ checkpoint: @autoclosure () -> Checkpoint, step: Int) throws(HUSEError) {
    guard step != lastStep else { return }
    try checkpoint().write(to: Checkpoint.file(ofStep: step, in: options.folder))
    (lastStep, lastTime) = (step, .now)
    for file in Checkpoint.files(in: options.folder).dropLast(options.keptCount) {
      try? FileManager.default.removeItem(at: file)
    }
  }

  /// Writes the checkpoint of the best validation.
  func writeBest(_ checkpoint: Checkpoint) throws(HUSEError) {
    try checkpoint.write(to: Checkpoint.bestFile(in: options.folder))
  }
}
