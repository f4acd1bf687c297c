/// The state of training between two steps that is not in tensors: the JSON document `training` of
/// a checkpoint.
struct TrainingState: Codable, Sendable, Equatable {
  /// The settings that must stay the same when training resumes.
  struct Settings: Codable, Sendable, Equatable {
    let optimizer: String
    let batchSize: Int
    let seed: UInt64
    let sampling: String
    let pairCount: Int
    /// The checksum of the labels of all pairs.
    let labels: String
    /// The metric, and whether the best model is kept.
    let validation: String?
    /// The precision of the trainer; absent for `float32`, and up to version 1.
    let precision: String?
    /// The number of pairs in a block, on which the bits depend; absent without a distribution.
    let blockSize: Int?
  }

  let settings: Settings
  /// The number of steps of this call of `train`.
  let step: Int
  /// The epoch of the last step, from 1.
  let epoch: Int
  /// The sampler's epoch when the call began.
  let firstEpoch: Int
  /// The number of weight updates over all calls, which optimizer and schedule count.
  let updateCount: Int
  /// The state of the random numbers for dropout.
  let generator: UInt64
  /// The sampler's epoch and the position within it.
  let samplerEpoch: Int
  let samplerPosition: Int
  let skippedBatches: Int
  let validation: ValidationRecord.Measurements
}

extension TrainingState {
  /// A description of a value that no training can have written, or `nil` for a valid state.
  var problem: String? {
    // The limit is far below the values at which counting further would overflow.
    let counts = 0..<Int(1) << 52
    for (name, value) in [
      ("step", step), ("epoch", epoch), ("firstEpoch", firstEpoch), ("updateCount", updateCount),
      ("samplerEpoch", samplerEpoch), ("samplerPosition", samplerPosition),
      ("skippedBatches", skippedBatches), ("sinceBest", validation.sinceBest),
      ("lastEpoch", validation.lastEpoch), ("bestEpoch", validation.bestEpoch ?? 0),
    ] where !counts.contains(value) {
      return "\(name) \(value)"
    }
    return samplerPosition > settings.pairCount
      ? "samplerPosition \(samplerPosition) of \(settings.pairCount) pairs" : nil
  }
}

extension TrainingState.Settings {
  /// Descriptions of the differences.
  func differences(from here: Self) -> [String] {
    var result: [String] = []
    func compare<Value: Equatable>(_ name: String, _ stored: Value, _ found: Value) {
      if stored != found { result.append("\(name) \(stored) in the checkpoint, \(found) here") }
    }
    compare("optimizer", optimizer, here.optimizer)
    compare("batch size", batchSize, here.batchSize)
    compare("seed", seed, here.seed)
    compare("sampling", sampling, here.sampling)
    compare("number of pairs", pairCount, here.pairCount)
    if pairCount == here.pairCount, labels != here.labels {
      result.append("the labels of the pairs are others")
    }
    compare("validation", validation ?? "none", here.validation ?? "none")
    let usual = Precision.float32.rawValue
    compare("precision", precision ?? usual, here.precision ?? usual)
    func name(_ blockSize: Int?) -> String { blockSize.map { "\($0)" } ?? "no distribution" }
    compare("block size", name(blockSize), name(here.blockSize))
    return result
  }
}
