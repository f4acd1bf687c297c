import Foundation
import HUSE

/// Pairs of features that scatter around a place for each class.
enum ScatteredPairs {
  static let classNames = [
    "fruit/apple", "fruit/pear", "drink/tea", "drink/coffee", "bread/toast", "bread/roll",
  ]

  /// 90 pairs in six classes in three groups.
  static func pairs(identifiers: Bool = false) throws -> PairedFeatures {
    var generator = SplitMix64(seed: 4)
    func random(_ rows: Int, _ columns: Int) -> Matrix {
      var matrix = Matrix(rows: rows, columns: columns)
      matrix.updateValues { $0 = Float.random(in: -1...1, using: &generator) }
      return matrix
    }
    let (imagePlaces, textPlaces) = (random(6, 12), random(6, 10))
    let labels = (0..<90).map { $0 % 6 }
    func scatter(_ places: Matrix) -> Matrix {
      var rows = random(90, places.columns)
      for (row, label) in labels.enumerated() {
        for column in 0..<places.columns {
          rows[row, column] = places[label, column] + 0.4 * rows[row, column]
        }
      }
      return rows
    }
    return try PairedFeatures(
      images: scatter(imagePlaces), texts: scatter(textPlaces), labels: labels,
      classNames: classNames, identifiers: identifiers ? (0..<90).map { "item \($0)" } : nil)
  }
}
