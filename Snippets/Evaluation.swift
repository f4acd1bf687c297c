import Foundation
import HUSE

/// Shows the sources of a tree of classes.
func taxonomies() throws {
  // snippet.sources
  let ofPaths = try Taxonomy(classPaths: ["food/fruit/apple", "food/fruit/pear", "food/pizza"])
  let ofText = try Taxonomy(contentsOf: URL(fileURLWithPath: "food.txt"))
  let ofNewick = try Taxonomy(contentsOf: URL(fileURLWithPath: "food.nwk"))
  let ofRows = try Taxonomy(contentsOf: URL(fileURLWithPath: "food.csv"), classNames: ["apple"])
  // snippet.end
  print(ofPaths, ofText, ofNewick, ofRows)
}

/// Shows a tree of WordNet.
func wordNet() throws {
  // snippet.wordnet
  let wordNet = try WordNet(contentsOf: WordNet.debianFolder)
  let taxonomy = try Taxonomy(
    classNames: ["apple_pie", "hot_dog", "pizza"], in: wordNet,
    mapping: SynsetMapping(contentsOf: URL(fileURLWithPath: "synsets.csv")))
  print(taxonomy)
  // snippet.end
}

/// Shows the mapping that comes with the library.
func food101(classNames: [String], wordNet: WordNet) throws -> Taxonomy {
  // snippet.food101
  let taxonomy = try Taxonomy(classNames: classNames, in: wordNet, mapping: .food101)
  // snippet.end
  return taxonomy
}

/// Shows all measures.
func measure(_ model: SharedEmbedding, on test: PairedFeatures, taxonomy: Taxonomy) throws {
  // snippet.measure
  let report = try RetrievalReport(
    images: model.embed(imageFeatures: test.images),
    texts: model.embed(textFeatures: test.texts),
    labels: test.labels, classNames: test.classNames, in: taxonomy)
  print(report)  // a table with a line for each direction
  let found = report[.textToImage]
  print(found.recall)  // R@1, R@5 and R@10
  print(found.medianRank ?? .infinity)
  print(found.meanAveragePrecision, found.meanAveragePrecisionAt50)
  print(found.hierarchicalPrecision)  // HP@2, HP@5 and HP@10
  print(found.treeDistanceAt1 ?? .nan, found.meanAverageHierarchicalPrecision ?? .nan)

  let scores = try model.classify(imageFeatures: test.images, textFeatures: test.texts)
  print(scores.accuracy(labels: test.labels), scores.macroAccuracy(labels: test.labels))
  print(scores.expectedCalibrationError(labels: test.labels))
  print(scores.negativeLogLikelihood(labels: test.labels))
  // snippet.end
}

/// What two systems found in the test part of one split.
struct SplitResult {
  /// The rows of the test part in the whole data.
  let rows: [Int]
  let first: RetrievalReport
  let second: RetrievalReport
  let trainingCount: Int
}

/// Shows how two systems are compared.
func compare(_ results: [SplitResult]) throws {
  // snippet.compare
  let splits = results.map { split in
    PairedComparison.Split(
      items: split.rows,
      first: split.first[.imageToText].queries.map(\.averagePrecision),
      second: split.second[.imageToText].queries.map(\.averagePrecision),
      trainingCount: split.trainingCount)
  }
  let comparison = try PairedComparison(splits, seed: 1)
  let items = comparison.overItems
  print(items.meanDifference, items.standardError ?? .nan, items.pValue)
  if let splits = comparison.overSplits { print(splits.standardError ?? .nan, splits.pValue) }
  // snippet.end
}
