import HUSE

extension FuzzTarget {
  /// Checkpoints, and trainings that go on from them.
  static let checkpoint = FuzzTarget("checkpoint") { bytes throws(HUSEError) in
    // Nothing but the checksum is looked at where it is wrong.
    let url = MemoryFolder.shared.write(
      SafetensorsChecksum.repaired(bytes), to: "input.checkpoint")
    let checkpoint = try Checkpoint(contentsOf: url)
    try checkpoint.write(to: MemoryFolder.shared.url.appendingPathComponent("output.checkpoint"))

    // The training that the seeds are checkpoints of.
    let pairs = try PairedFeatures(
      images: Matrix(rows: 4, columns: 3, repeating: 1),
      texts: Matrix(rows: 4, columns: 2, repeating: 1), labels: [0, 1, 0, 1],
      classNames: ["tea", "apple"])
    var trainer = try Trainer(optimizer: Adam(), batchSize: 3, onNonFiniteBatch: .skip, seed: 7)
    var model = checkpoint.model
    do {
      try trainer.train(
        &model, on: pairs, minimizing: ClassificationLoss(), epochs: 3,
        validation: Validation(on: pairs, metric: .loss, patience: 2), resumingFrom: checkpoint
      ) { precondition(!$0.description.isEmpty) }
    } catch let error as HUSEError {
      throw error
    } catch {
      preconditionFailure("an error of another type: \(error)")
    }
  }
}
