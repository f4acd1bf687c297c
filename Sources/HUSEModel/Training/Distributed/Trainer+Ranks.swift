extension Trainer {
  /// Meets the other ranks before the first step: checks that they do the same, and takes the
  /// checkpoint of rank 0.
  ///
  /// - Throws: `HUSEError.ranksDiffer`, `.rankFailed`, `.communicationFailed`, and on rank 0
  ///   `.checkpointMismatch`; what `description` throws.
  func meet(
    _ agreement: RankAgreement, resumingFrom own: Checkpoint?, _ model: SharedEmbedding,
    _ description: () throws(HUSEError) -> RunDescription
  ) throws(HUSEError) -> Checkpoint? {
    guard let communicator = agreement.communicator else { return own }
    let description = try description()
    try agreement.proceed()
    try description.compare(over: communicator)
    return try Checkpoint.shared(own, for: model, over: communicator)
  }
}
