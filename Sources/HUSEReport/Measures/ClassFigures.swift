internal import HUSEModel

/// The figures of one class.
struct ClassFigures: Sendable, Hashable {
  let label: Int
  /// The number of its pairs.
  let count: Int
  /// R@1 of its images that find texts.
  let imageToText: Double
  /// R@1 of its texts that find images.
  let textToImage: Double
  /// The share of its pairs whose class is predicted from the image, the text and both.
  let accuracies: [Double]

  /// The figures of each class with pairs, in the order of the tree.
  static func all(_ measures: ReportMeasures, labels: [Int], tree: ClassTree) -> [ClassFigures] {
    let rows = Dictionary(grouping: labels.indices) { labels[$0] }
    let images = measures.retrieval[.imageToText].queries
    let texts = measures.retrieval[.textToImage].queries
    return tree.order.map { label in
      let rows = rows[label] ?? []
      func mean(_ value: (Int) -> Double) -> Double {
        rows.reduce(0) { $0 + value($1) } / Double(max(rows.count, 1))
      }
      return ClassFigures(
        label: label, count: rows.count,
        imageToText: mean { images[$0].recall(at: 1) },
        textToImage: mean { texts[$0].recall(at: 1) },
        accuracies: measures.predictions.map { predicted in
          mean { predicted[$0] == label ? 1 : 0 }
        })
    }
  }
}
