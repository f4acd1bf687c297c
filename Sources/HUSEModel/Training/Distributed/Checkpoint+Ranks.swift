import Foundation

extension Checkpoint {
  /// Gives every rank the checkpoint of rank 0.
  ///
  /// - Parameters:
  ///   - own: the checkpoint of this rank; those of other ranks than 0 are not used.
  ///   - model: the model that is trained, the same on every rank.
  ///   - communicator: the ranks.
  /// - Returns: the checkpoint, or `nil` if rank 0 has none.
  /// - Throws: `HUSEError.checkpointMismatch` on rank 0 if the model is of another structure;
  ///   `.rankFailed` then on the others; `.communicationFailed`.
  static func shared(
    _ own: Checkpoint?, for model: SharedEmbedding, over communicator: any Communicator
  ) throws(HUSEError) -> Checkpoint? {
    let own = communicator.rank == 0 ? own : nil
    let differences = own?.model.differences(from: model) ?? []
    guard differences.isEmpty else {
      throw .checkpointMismatch(
        source: own?.path ?? "checkpoint of step \(own!.step)", differences: differences)
    }
    let encoded = own.flatMap { try? JSONEncoder().encode($0.state) } ?? Data()
    guard own == nil || !encoded.isEmpty else {
      throw .checkpointMismatch(
        source: own?.path ?? "checkpoint", differences: ["its state cannot be encoded"])
    }
    try RankAgreement(communicator: communicator).proceed()
    let text = try communicator.all(String(decoding: encoded, as: UTF8.self))[0]
    let keepsBest = try communicator.all(Int64(own?.bestModel == nil ? 0 : 1))[0] == 1
    guard !text.isEmpty else { return nil }

    func shared(_ matrices: [Matrix]?) throws(HUSEError) -> [Matrix] {
      var result = matrices ?? model.parameters
      for index in result.indices {
        var counts = Array(repeating: 0, count: communicator.size)
        counts[0] = result[index].rows
        try result[index].allGather(counts: counts, over: communicator)
      }
      return result
    }
    let parameters = try shared(own?.model.parameters)
    let first = try shared(own?.moments.map(\.first))
    let second = try shared(own?.moments.map(\.second))
    let best = keepsBest ? try shared(own?.bestModel?.parameters) : nil
    if let own { return own }
    guard let state = try? JSONDecoder().decode(TrainingState.self, from: Data(text.utf8)) else {
      throw .communicationFailed(
        operation: "sharing a checkpoint", problem: "its state is not that of this version")
    }
    let moments = zip(first, second).map { first, second in
      var moments = Moments(rows: first.rows, columns: first.columns)
      (moments.first, moments.second) = (first, second)
      return moments
    }
    return Checkpoint(
      model: model.with(parameters: parameters), bestModel: best.map(model.with(parameters:)),
      moments: moments, state: state, path: nil)
  }
}
