/// What has to be the same on all ranks, as names and texts that are compared.
struct RunDescription: Sendable {
  private var lines: [(name: String, value: String)] = []

  /// The number of embeddings on which losses are compared.
  private static let probeSize = 512
  /// The number of logits of these, which would fill the memory with very many classes.
  private static let probeValues = 1 << 22

  private mutating func add(_ name: String, _ value: some Any) { lines.append((name, "\(value)")) }

  /// Describes a training.
  ///
  /// - Throws: what reading the data throws.
  init(
    of trainer: Trainer, _ model: SharedEmbedding, on pairs: some PairedDataset,
    minimizing loss: some Loss, steps: Int, validation: Validation?, precision: Precision
  ) throws(HUSEError) {
    let backend = LinearAlgebraBackend.current
    add("linear algebra", "OpenBLAS \(backend.version), kernels \(backend.kernels)")
    add("instructions", InstructionLevel.best)
    add("precision", precision.rawValue)
    add("steps", steps)
    add("batch size", trainer.batchSize)
    add("block size", trainer.distribution?.blockSize ?? 0)
    add("sampling", trainer.sampling.rawValue)
    add("seed", trainer.seed)
    add("optimizer", Self.description(of: trainer.optimizer))
    add("schedule", trainer.schedule)
    add("maximum gradient norm", trainer.maximumGradientNorm.map { "\($0)" } ?? "none")
    let penalties = trainer.penalty?.strengths(for: model.parameterLayout) ?? []
    add("penalty", penalties.map { "\($0.layer): \($0.strength)" })
    add("policy for batches that are not finite", trainer.onNonFiniteBatch)
    add("steps so far", trainer.step)
    add("state of the random numbers", trainer.generator.state)
    add(
      "position in the data", trainer.place.map { "epoch \($0.epoch), \($0.position)" } ?? "none")
    add("moments", Self.checksum(trainer.moments.flatMap { [$0.first, $0.second] }))
    add("model", try model.fingerprint)
    add("loss", Self.description(of: loss, for: model))
    try addPairs(pairs, named: "training")
    if let validation {
      let patience = validation.patience.map { "\($0)" } ?? "unlimited"
      add(
        "validation",
        "\(validation.metric.rawValue), interval \(validation.interval), "
          + "patience \(patience), keeps best: \(validation.keepsBest)")
      try addPairs(validation.pairs, named: "validation")
    } else {
      add("validation", "none")
    }
  }

  /// Adds numbers, classes, labels and a sample of the features.
  private mutating func addPairs(
    _ pairs: some PairedDataset, named part: String
  ) throws(HUSEError) {
    let labels = pairs.labels
    add("number of \(part) pairs", labels.count)
    add("lengths of \(part) features", "\(pairs.imageDimension) and \(pairs.textDimension)")
    var checksum = FileChecksum()
    labels.withUnsafeBytes { checksum.add($0) }
    for name in pairs.classNames { Array("\(name)\n".utf8).withUnsafeBytes { checksum.add($0) } }
    add("classes of \(part) pairs", checksum.text)
    // Of sharded features each rank has others.
    guard !pairs.isSharded else { return }
    add("\(part) features", try pairs.sampleChecksum)
  }

  /// Compares this description with those of the other ranks.
  ///
  /// - Throws: `HUSEError.ranksDiffer` on every rank; `.communicationFailed`.
  func compare(over communicator: any Communicator) throws(HUSEError) {
    // Names and values contain no such character.
    let all = try communicator.all(
      lines.map { "\($0.name)\u{1F}\($0.value)" }.joined(separator: "\u{1E}")
    ).map { text in
      text.split(separator: "\u{1E}").map {
        $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
      }
    }
    for (rank, description) in all.enumerated() where description != all[0] {
      let differences = zip(description, all[0]).compactMap { here, first in
        here == first
          ? nil : "\(here[0]) \(here.dropFirst().joined()), on rank 0 \(first.dropFirst().joined())"
      }
      throw .ranksDiffer(
        rank: rank,
        differences: differences.isEmpty ? ["its settings are of another number"] : differences)
    }
  }
}

extension RunDescription {
  private static func checksum(_ matrices: [Matrix]) -> String {
    var checksum = FileChecksum()
    for matrix in matrices {
      matrix.withUnsafeBufferPointer { checksum.add(UnsafeRawBufferPointer($0)) }
    }
    return checksum.text
  }

  /// The type and the rate of an optimizer, and what it does with a few numbers.
  private static func description(of optimizer: any Optimizer) -> String {
    var (parameter, moments) = (Matrix(row: [1, -2, 0.5]), Moments(rows: 1, columns: 3))
    for number in 1...2 {
      optimizer.update(
        &parameter, moments: &moments, along: [[0.25, 1, -3]],
        at: UpdateStep(number: number, learningRate: 0.01, gradientScale: 1))
    }
    return "\(type(of: optimizer)) with rate \(optimizer.learningRate), "
      + checksum([parameter, moments.first, moments.second])
  }

  /// The type of a loss, and its value and gradient for embeddings of the classes.
  private static func description(of loss: some Loss, for model: SharedEmbedding) -> String {
    let count = min(model.classCount, probeSize, max(1, probeValues / model.classCount))
    let labels = (0..<count).map { Int32($0 * model.classCount / count) }
    var generator = SplitMix64(seed: 1)
    func random(_ columns: Int) -> Matrix {
      var matrix = Matrix(rows: 2 * count, columns: columns)
      matrix.updateValues { $0 = Float(generator.nextUniform() - 0.5) }
      return matrix
    }
    let (value, gradient) = loss(
      BatchOutput(
        embeddings: random(model.towerDimension).normalizedRows,
        logits: random(model.classCount), labels: labels + labels,
        similarityScale: model.similarityScale))
    return "\(value), "
      + checksum([
        gradient.embeddings, gradient.logits,
        [[gradient.similarityLogScale, gradient.similarityBias]],
      ])
  }
}
