import Foundation
internal import HUSECore

/// The number that attention adds to the score of a query and a key because of their distance, as
/// in MPNet and T5 (Raffel et al.
///
/// 2020).
///
/// Half the buckets are for keys after the query. Each half has a bucket for every short distance,
/// and ranges that grow logarithmically for longer distances.
struct RelativePositionBias: Sendable {
  /// The learned values, `[buckets × heads]`.
  let weight: Matrix
  /// The values of each head for every distance key − query, from −(longest − 1) to
  /// longest − 1.
  private let values: Matrix
  private let longest: Int

  /// The distance from which all distances share a bucket.
  private static let farthest = 128

  /// Creates the biases from a table of weights, for sequences of at most `longest` tokens.
  init(weight: Matrix, longest: Int) {
    self.weight = weight
    self.longest = longest
    var values = Matrix(rows: weight.columns, columns: 2 * longest - 1)
    for column in 0..<values.columns {
      let bucket = Self.bucket(ofDistance: column - (longest - 1), of: weight.rows)
      for head in 0..<weight.columns { values[head, column] = weight[bucket, head] }
    }
    self.values = values
  }

  /// The bucket of a distance key − query.
  static func bucket(ofDistance distance: Int, of count: Int) -> Int {
    let half = max(1, count / 2)
    let exact = max(1, half / 2)
    let size = abs(distance)
    let start = distance > 0 && count > 1 ? half : 0
    guard size >= exact, half > exact else { return start + min(size, half - 1) }
    // In single precision, as in the training of the weights.
    let logarithm =
      Foundation.log(Float(size) / Float(exact))
      / Float(Foundation.log(Double(farthest) / Double(exact)))
    let steps = Int(logarithm * Float(half - exact))
    return start + min(exact + steps, half - 1)
  }

  /// Adds the values of a head to scores of consecutive queries and the keys of a whole sequence,
  /// `[queries × keys]`.
  ///
  /// - Parameters:
  ///   - scores: the scores.
  ///   - head: the number of the head.
  ///   - firstQuery: the position of the first query in its sequence.
  /// - Precondition: the positions are below `longest`.
  func add(to scores: inout UnsafeSharedRows, head: Int, firstQuery: Int) {
    let (rows, keys) = (scores.rows, scores.columns)
    precondition(
      keys <= longest && firstQuery + rows <= longest, "\(keys) keys of at most \(longest)")
    let start = head * values.columns + longest - 1 - firstQuery
    scores.withUnsafeMutableBufferPointer { scores in
      values.withUnsafeBufferPointer { values in
        for row in 0..<rows {
          let (target, source) = (row * keys, start - row)
          for key in 0..<keys { scores[target + key] += values[source + key] }
        }
      }
    }
  }
}
