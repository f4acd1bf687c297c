/// The result of a call of `train`.
public struct TrainingSummary: Sendable, Hashable, Codable {
  /// The number of steps, including those before a checkpoint.
  public let steps: Int
  /// The number of epochs that were begun.
  public let epochs: Int
  /// The loss of the last batch; `nil` if there was no step in this process.
  public let loss: LossValue?
  /// The validation metric after each validated epoch.
  public let validations: [Double]
  /// The epoch, from 1, whose weights the model holds; `nil` unless validation keeps the best.
  public let bestEpoch: Int?
  /// Whether validation stopped training before its end.
  public let stoppedEarly: Bool
  /// The number of batches that `onNonFiniteBatch: .skip` skipped.
  public let skippedBatches: Int
  /// The numbers that the products of the steps multiplied.
  public let precision: Precision
  /// The precision of the trainer, which this CPU may not support.
  public let requestedPrecision: Precision
  /// The exchange with other ranks; `nil` without a `distribution`.
  public internal(set) var communication: CommunicationSummary?
}

extension TrainingSummary {
  /// Reads a summary; one that was written before there was a precision is of `float32`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    steps = try values.decode(Int.self, forKey: .steps)
    epochs = try values.decode(Int.self, forKey: .epochs)
    loss = try values.decodeIfPresent(LossValue.self, forKey: .loss)
    validations = try values.decode([Double].self, forKey: .validations)
    bestEpoch = try values.decodeIfPresent(Int.self, forKey: .bestEpoch)
    stoppedEarly = try values.decode(Bool.self, forKey: .stoppedEarly)
    skippedBatches = try values.decode(Int.self, forKey: .skippedBatches)
    precision = try values.decodeIfPresent(Precision.self, forKey: .precision) ?? .float32
    requestedPrecision =
      try values.decodeIfPresent(Precision.self, forKey: .requestedPrecision) ?? precision
    communication = try values.decodeIfPresent(
      CommunicationSummary.self, forKey: .communication)
  }
}

extension TrainingSummary: CustomStringConvertible {
  /// The result in one line.
  ///
  /// For example: `600 steps, 20 epochs, loss 0.8312 (…), best epoch 17, stopped early, 1 batch
  /// skipped`.
  public var description: String {
    let parts: [String?] = [
      "\(steps) \(steps == 1 ? "step" : "steps")",
      "\(epochs) \(epochs == 1 ? "epoch" : "epochs")",
      loss.map { "loss \($0)" },
      bestEpoch.map { "best epoch \($0)" },
      stoppedEarly ? "stopped early" : nil,
      skippedBatches > 0
        ? "\(skippedBatches) \(skippedBatches == 1 ? "batch" : "batches") skipped" : nil,
      precision != requestedPrecision
        ? "\(precision.rawValue) because this CPU has no fast products of "
          + requestedPrecision.rawValue
        : precision == .float32 ? nil : precision.rawValue,
      communication?.description,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}
