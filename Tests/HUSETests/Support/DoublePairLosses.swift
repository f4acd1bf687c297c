import Foundation
import HUSECore

/// The losses over all images and texts of a batch as plain loops in double precision over every
/// pair and every triplet.
///
/// They share no code with the library.
enum DoublePairLosses {
  /// The images, then the texts, each as anchors with the other as candidates.
  private static func directions(_ batch: DoubleBatch) -> [(
    anchors: [[Double]], others: [[Double]]
  )] {
    let images = Array(batch.embeddings[..<batch.pairCount])
    let texts = Array(batch.embeddings[batch.pairCount...])
    return [(images, texts), (texts, images)]
  }

  private static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    1 - DoubleLosses.distance(a, b)
  }

  /// Semi-hard triplets as TensorFlow has them: without a negative beyond the positive, the
  /// farthest.
  static func triplet(_ batch: DoubleBatch, margin: Double) -> Double {
    let labels = batch.labels
    var hinges: [Double] = []
    for (anchors, others) in directions(batch) {
      for a in labels.indices {
        let distances = others.map { DoubleLosses.distance(anchors[a], $0) }
        for p in labels.indices where labels[p] == labels[a] {
          let negatives = labels.indices.filter { labels[$0] != labels[a] }.map { distances[$0] }
          let beyond = negatives.filter { $0 > distances[p] }.min()
          guard let negative = beyond ?? negatives.max() else { continue }
          hinges.append(max(0, margin + distances[p] - negative))
        }
      }
    }
    return mean(hinges)
  }

  static func cosineEmbedding(
    _ batch: DoubleBatch, margin: Double, matching: (Int, Int) -> Bool
  ) -> Double {
    let (images, texts) = directions(batch)[0]
    var (matches, others): ([Double], [Double]) = ([], [])
    for i in images.indices {
      for j in texts.indices {
        let cosine = cosine(images[i], texts[j])
        if matching(i, j) {
          matches.append(1 - cosine)
        } else {
          others.append(max(0, cosine - margin))
        }
      }
    }
    return mean(matches) + mean(others)
  }

  static func adaMine(_ batch: DoubleBatch, margin: Double, classWeight: Double) -> Double {
    let labels = batch.labels
    var total = 0.0
    for (anchors, others) in directions(batch) {
      var (pairs, classes): ([Double], [Double]) = ([], [])
      for a in labels.indices {
        let distances = others.map { DoubleLosses.distance(anchors[a], $0) }
        for p in labels.indices {
          for n in labels.indices {
            let hinge = margin + distances[p] - distances[n]
            guard hinge > 0 else { continue }
            if p == a, n != a { pairs.append(hinge) }
            if p != a, labels[p] == labels[a], labels[n] != labels[a] { classes.append(hinge) }
          }
        }
      }
      total += mean(pairs) + classWeight * mean(classes)
    }
    return total
  }

  /// Equation 1 of DeViSE for images and texts.
  static func hingeRank(
    _ batch: DoubleBatch, classEmbeddings: [[Double]], margin: Double
  ) -> Double {
    var sum = 0.0
    for (row, embedding) in batch.embeddings.enumerated() {
      let label = batch.labels[row % batch.pairCount]
      let own = cosine(classEmbeddings[label], embedding)
      for (other, classEmbedding) in classEmbeddings.enumerated() where other != label {
        sum += max(0, margin - own + cosine(classEmbedding, embedding))
      }
    }
    return sum / Double(batch.pairCount)
  }

  static func contrastive(
    _ batch: DoubleBatch, temperature: Double, matching: (Int, Int) -> Bool
  ) -> Double {
    var losses: [Double] = []
    for (anchors, others) in directions(batch) {
      for (a, anchor) in anchors.enumerated() {
        let logits = others.map { cosine(anchor, $0) / temperature }
        let largest = logits.max() ?? 0
        let normalizer = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
        losses.append(
          mean(logits.indices.filter { matching(a, $0) }.map { normalizer - logits[$0] }))
      }
    }
    return mean(losses)
  }

  static func sigmoid(
    _ batch: DoubleBatch, scale: Double, bias: Double, matching: (Int, Int) -> Bool
  ) -> Double {
    let (images, texts) = directions(batch)[0]
    var sum = 0.0
    for i in images.indices {
      for j in texts.indices {
        let sign: Double = matching(i, j) ? 1 : -1
        sum -= log(1 / (1 + exp(-sign * (scale * cosine(images[i], texts[j]) + bias))))
      }
    }
    return sum / Double(batch.pairCount)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
