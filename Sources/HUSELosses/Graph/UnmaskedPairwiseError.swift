internal import HUSECore

/// Computes the graph loss over all pairs of a batch's embeddings when the margin is larger than
/// every distance, so that every pair is active.
///
/// Without a mask the sums over pairs factor: with B = 1 − A, where s_c is the sum of the
/// embeddings of class c, n_c is their number and M = Σ φφᵀ,
///
/// Σ_mn (B − φ_m·φ_n)² = Σ_cc' B² n_c n_c' − 2 Σ_cc' B s_c·s_c' + ‖M‖²
///
/// and the gradient of φ_m is −4 (Σ_c B s_c − M φ_m). The time is proportional to the rows
/// of the batch times D², not to the square of the rows.
struct UnmaskedPairwiseError: Sendable {
  let embeddings: Matrix
  let labels: [Int32]
  let distances: Matrix

  /// Σ (d − A)² over all ordered pairs of two embeddings; adds `scale/2 ×` its gradient to
  /// `gradient`, as `MaskedPairwiseError` does.
  func accumulate(
    scaledBy scale: Float, into gradient: inout Matrix, using scratch: inout BufferPool
  ) -> Double {
    let (dimension, classes) = (embeddings.columns, distances.rows)
    var sums = scratch.matrix(rows: classes, columns: dimension)
    var pulls = scratch.matrix(rows: classes, columns: dimension)
    var moments = scratch.matrix(rows: dimension, columns: dimension)
    var affinities = scratch.matrix(rows: classes, columns: classes)
    defer {
      for matrix in [sums, pulls, moments, affinities] { scratch.recycle(matrix) }
    }
    sums.setToZero()
    for (row, label) in labels.enumerated() {
      sums.add(embeddings[rows: row..<row + 1], scaledBy: 1, atRow: Int(label))
    }
    set(&pulls, &affinities, from: sums)
    moments.assignProduct(of: embeddings, and: embeddings, transposingFirst: true)

    gradient.addProduct(of: embeddings, and: moments, scaledBy: 2 * scale)
    let (target, pull) = (UnsafeSharedRows(&gradient), pulls)
    let own = Parallel.sum(of: embeddings.rows, size: 256) { rows in
      var own = 0.0
      for row in rows {
        own += addOwn(row, pulls: pull, scale: scale, to: target[rows: row..<row + 1])
      }
      return own
    }
    return value(affinities: affinities, pulls: pulls, sums: sums, moments: moments, own: own)
  }

  /// Sets B = 1 − A, and Σ_c B s_c for each class, from the sums s of the classes.
  func set(_ pulls: inout Matrix, _ affinities: inout Matrix, from sums: Matrix) {
    affinities.fill(with: 1)
    affinities.add(distances, scaledBy: -1)
    pulls.assignProduct(of: affinities, and: sums)
  }

  /// The sum over all pairs, without `own`, the errors of the embeddings with themselves.
  func value(
    affinities: Matrix, pulls: Matrix, sums: Matrix, moments: Matrix, own: Double
  ) -> Double {
    var counts = [Double](repeating: 0, count: distances.rows)
    for label in labels { counts[Int(label)] += 1 }
    let rest = Kernels.best.sumOfSquares(moments) - 2 * Kernels.best.dot(pulls, sums) - own
    return max(addingSquares(of: affinities, counts: counts, to: rest), 0)
  }

  /// Adds the part of the gradient of an embedding that depends on its class and on itself; returns
  /// the square of the error of its length.
  func addOwn(
    _ row: Int, pulls: Matrix, scale: Float, to target: UnsafeSharedRows
  ) -> Double {
    let embedding = embeddings[rows: row..<row + 1]
    // An embedding is not paired with itself. If its length were exactly 1, the pair would add
    // nothing.
    let error = 1 - Kernels.best.sumOfSquares(embedding)
    let label = Int(labels[row])
    var target = target
    target.add(pulls[rows: label..<label + 1], scaledBy: -2 * scale)
    target.add(embedding, scaledBy: 2 * scale * Float(error))
    return error * error
  }

  /// `rest` + Σ_cc' B² n_c n_c'.
  private func addingSquares(of affinities: Matrix, counts: [Double], to rest: Double) -> Double {
    var sum = rest
    for first in counts.indices where counts[first] > 0 {
      for second in counts.indices {
        let affinity = Double(affinities[first, second])
        sum += affinity * affinity * counts[first] * counts[second]
      }
    }
    return sum
  }
}
