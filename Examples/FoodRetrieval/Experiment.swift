import HUSE

/// The measures on one set of texts.
struct SetReport {
  let name: String
  let itemCount: Int
  let classNames: [String]
  let testCount: Int
  /// One for each split.
  let measurements: [Measurement]
  /// The model of the first split, and the rows that it has not seen.
  let model: SharedEmbedding
  let heldOut: Set<Int>
}

/// The measures on the held-out items of one split.
struct Measurement {
  let retrieval: RetrievalReport
  /// R@K of a random order, by direction and K.
  let chance: [RetrievalDirection: [Int: Double]]
  /// R@K of the features before training, within one modality.
  let untrained: [RetrievalDirection: [Int: Double]]
  let imageAccuracy: Double
  let textAccuracy: Double
  let fusionAccuracy: Double
}

/// Trains and measures on several random splits of a set.
struct Experiment {
  static let ranks = [1, 5, 10]

  let set: FoodSet
  let recipe: Recipe
  let splits: Int
  let testFraction: Double
  /// Whether versions of one thing, the groups of the data, may be on both sides of a split.
  let ignoresGroups: Bool

  func run(progress: (String) -> Void) throws -> SetReport {
    var measurements: [Measurement] = []
    var first: (model: SharedEmbedding, test: [Int])?
    let count = set.officialTest == nil ? splits : 1
    for split in 0..<count {
      let (train, test) = try rows(of: split)
      let groups = ignoresGroups ? train.map(ItemGroup.alone) : train.map { set.items.groups[$0] }
      let model = try recipe.train(
        on: set.features.selecting(rows: train), groups: groups
      ) { step in
        progress("\(set.name), split \(split + 1) of \(count): \(step)")
      }
      measurements.append(try measure(model, on: set.features.selecting(rows: test)))
      if first == nil { first = (model, test) }
    }
    guard let first else { throw ExperimentError.noSplit }
    return SetReport(
      name: set.name, itemCount: set.features.count, classNames: set.features.classNames,
      testCount: first.test.count, measurements: measurements, model: first.model,
      heldOut: Set(first.test))
  }

  private func rows(of split: Int) throws -> (train: [Int], test: [Int]) {
    if let test = set.officialTest {
      let held = Set(test)
      return (set.features.labels.indices.filter { !held.contains($0) }, test)
    }
    let seed = recipe.seed &+ UInt64(split)
    guard !ignoresGroups else {
      return try set.features.splitRows(
        testFraction: testFraction, seed: seed, groups: Array(0..<set.features.count))
    }
    return try set.items.splitRows(testFraction: testFraction, seed: seed)
  }

  private func measure(_ model: SharedEmbedding, on test: PairedFeatures) throws -> Measurement {
    let labels = test.labels
    func byRank(_ values: [Double]) -> [Int: Double] {
      Dictionary(uniqueKeysWithValues: zip(Self.ranks, values))
    }
    func chance(withinModality within: Bool) -> [Int: Double] {
      byRank(
        Self.ranks.map { RetrievalReport.chance(labels: labels, rank: $0, withinModality: within) })
    }
    func untrained(_ features: Matrix) throws(HUSEError) -> [Int: Double] {
      byRank(try RetrievalReport.recall(within: features, labels: labels, ranks: Self.ranks))
    }
    let (images, texts) = try model.output(of: test)
    let fused = try model.opinions.fusion(images.scores, texts.scores)
    return Measurement(
      retrieval: try RetrievalReport(
        images: images.embeddings, texts: texts.embeddings, labels: labels, ranks: Self.ranks),
      chance: [
        .imageToImage: chance(withinModality: true), .imageToText: chance(withinModality: false),
        .textToImage: chance(withinModality: false), .textToText: chance(withinModality: true),
      ],
      untrained: [
        .imageToImage: try untrained(test.images), .textToText: try untrained(test.texts),
      ],
      imageAccuracy: images.scores.accuracy(labels: labels),
      textAccuracy: texts.scores.accuracy(labels: labels),
      fusionAccuracy: fused.accuracy(labels: labels))
  }
}

enum ExperimentError: Error, CustomStringConvertible {
  case noSplit

  var description: String {
    switch self {
    case .noSplit: "There was no split to measure."
    }
  }
}
