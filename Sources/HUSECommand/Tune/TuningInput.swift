import Foundation
import HUSE

/// The input of a search for a recipe: the rows that `huse train` with the same settings would
/// train on.
struct TuningInput {
  let pairs: any PairedDataset
  let groups: [ItemGroup]
  let graph: SemanticGraph?
  /// The recipe of trial 0.
  let start: TrainingRecipe

  /// Reads the data; the features of images and texts are stored in the folder `features`.
  init(_ settings: TrainingSettings, features: URL, report: ReportOptions) throws {
    let data = try settings.data.trainingData(
      encodedBy: settings.encoders, into: features, storage: settings.storage.featureStorage,
      report: report)
    let parts = try Parts(
      of: data, settings: settings.parts, isManual: false, seed: settings.run.seed)
    let pairs = try data.trainingPart(parts, of: settings.data)
    self.pairs = pairs
    groups = parts.train.map { data.groups[$0] }
    graph = try settings.classes.availableGraph(
      of: pairs.classNames, encoders: settings.encoders)
    start = try settings.startingRecipe(for: pairs, hasGraph: graph != nil)
  }

  /// The plan of a search, which describes everything that determines its evaluations.
  func plan(of tuning: RecipeTuning) throws(HUSEError) -> TuningPlan {
    TuningPlan(
      pairs: pairs.count, data: try checksum, folds: tuning.foldCount,
      searched: tuning.varying.map(\.rawValue).sorted(), start: start)
  }

  private static let blockSize = 1024

  /// A checksum of features, classes, groups and distances.
  private var checksum: String {
    get throws(HUSEError) {
      var checksum = FileChecksum()
      func add(_ matrix: Matrix) { matrix.withUnsafeBufferPointer { checksum.add(.init($0)) } }
      func add(_ text: String) {
        var text = text + "\n"
        text.withUTF8 { checksum.add(.init($0)) }
      }
      for first in stride(from: 0, to: pairs.count, by: Self.blockSize) {
        let rows = Array(first..<min(first + Self.blockSize, pairs.count))
        let block = try pairs.loaded(rows: rows)
        add(block.images)
        add(block.texts)
      }
      pairs.classNames.forEach(add)
      add("\(pairs.labels)")
      // Groups are identified by their first rows.
      var first: [ItemGroup: Int] = [:]
      for (row, group) in groups.enumerated() where first[group] == nil { first[group] = row }
      add("\(groups.map { first[$0] ?? -1 })")
      if let graph { add(graph.distances) }
      return checksum.text
    }
  }
}
