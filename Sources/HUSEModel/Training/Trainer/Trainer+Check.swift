extension Trainer {
  /// Checks that model, pairs, loss and settings fit each other, before the first step.
  func check(
    _ model: SharedEmbedding, _ pairs: some PairedDataset, _ loss: some Loss,
    _ validation: Validation?
  ) throws(HUSEError) {
    try model.check(pairs, named: "training pairs")
    if let validation { try model.check(validation.pairs, named: "validation pairs") }
    try model.check(loss)
    try optimizer.check()
    try schedule.check()
    try penalty?.check(model)
    if let maximumGradientNorm, !(maximumGradientNorm > 0) {
      throw .invalidArgument(
        name: "maximumGradientNorm", found: "\(maximumGradientNorm)", expected: "a number above 0")
    }
  }
}
