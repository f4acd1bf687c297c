import HUSE

/// What was measured on one set of texts.
struct SetReport {
  let name: String
  let itemCount: Int
  let classNames: [String]
  let testCount: Int
  /// One for each division.
  let measurements: [Measurement]
  /// The model of the first division, and the rows it has not seen.
  let model: SharedEmbedding
  let heldOut: Set<Int>
}

/// What was measured on the held-out items of one division.
struct Measurement {
  let retrieval: RetrievalReport
  /// R@K of a random order, by direction.
  let chance: [RetrievalDirection: [Double]]
  /// R@K of the features before training, where query and result are of one kind.
  let untrained: [RetrievalDirection: [Double]]
  let imageAccuracy: Double
  let textAccuracy: Double
  let fusionAccuracy: Double
}

/// Trains and measures on several random divisions of a set.
struct Experiment {
  static let ranks = [1, 5, 10]

  let set: FoodSet
  let recipe: Recipe
  let divisions: Int
  let testFraction: Double
  /// Whether versions of one thing, the groups of the data, may be on both sides of a division.
  let ignoresGroups: Bool

  func run(progress: (String) -> Void) throws -> SetReport {
    var measurements: [Measurement] = []
    var first: (model: SharedEmbedding, test: [Int])?
    let count = set.officialTest == nil ? divisions : 1
    for division in 0..<count {
      let (train, test) = try rows(of: division)
      let groups = ignoresGroups ? train.map(ItemGroup.alone) : train.map { set.items.groups[$0] }
      let model = try recipe.train(
        on: set.features.selecting(rows: train), groups: groups
      ) { step in
        progress("\(set.name), division \(division + 1) of \(count): \(step)")
      }
      measurements.append(try measure(model, on: set.features.selecting(rows: test)))
      if first == nil { first = (model, test) }
    }
    guard let first else { throw ExperimentError.noDivision }
    return SetReport(
      name: set.name, itemCount: set.features.count, classNames: set.features.classNames,
      testCount: first.test.count, measurements: measurements, model: first.model,
      heldOut: Set(first.test))
  }

  private func rows(of division: Int) throws -> (train: [Int], test: [Int]) {
    if let test = set.officialTest {
      let held = Set(test)
      return (set.features.labels.indices.filter { !held.contains($0) }, test)
    }
    let seed = recipe.seed &+ UInt64(division)
    guard !ignoresGroups else {
      return try set.features.splitRows(
        testFraction: testFraction, seed: seed, groups: Array(0..<set.features.count))
    }
    return try set.items.splitRows(testFraction: testFraction, seed: seed)
  }

  private func measure(_ model: SharedEmbedding, on test: PairedFeatures) throws -> Measurement {
    let labels = test.labels
    func chance(_ within: Bool) -> [Double] {
      Self.ranks.map { RetrievalReport.chance(labels: labels, rank: $0, withinModality: within) }
    }
    let (images, texts) = try model.output(of: test)
    let fused = try model.opinions.fusion(images.scores, texts.scores)
    return Measurement(
      retrieval: try RetrievalReport(
        images: images.embeddings, texts: texts.embeddings, labels: labels, ranks: Self.ranks),
      chance: [
        .imageToImage: chance(true), .imageToText: chance(false), .textToImage: chance(false),
        .textToText: chance(true),
      ],
      untrained: [
        .imageToImage: try RetrievalReport.recall(
          within: test.images, labels: labels, ranks: Self.ranks),
        .textToText: try RetrievalReport.recall(
          within: test.texts, labels: labels, ranks: Self.ranks),
      ],
      imageAccuracy: images.scores.accuracy(labels: labels),
      textAccuracy: texts.scores.accuracy(labels: labels),
      fusionAccuracy: fused.accuracy(labels: labels))
  }
}

enum ExperimentError: Error, CustomStringConvertible {
  case noDivision

  var description: String {
    switch self {
    case .noDivision: "There was no division to measure."
    }
  }
}
