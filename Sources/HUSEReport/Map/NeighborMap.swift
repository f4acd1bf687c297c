internal import HUSEModel

/// A map of points in the plane on which neighbours stay neighbours: t-SNE (van der Maaten and
/// Hinton, "Visualizing data using t-SNE", 2008).
///
/// It starts from the principal plane and has no random numbers, so that the same embeddings give
/// the same map.
struct NeighborMap: Sendable {
  private static let iterations = 400
  /// Steps in which the affinities are larger than they are, so that clusters form early.
  private static let exaggerated = 100
  private static let exaggeration = 12.0
  private static let perplexity = 20.0

  /// A point in the plane for each embedding.
  ///
  /// - Throws: `HUSEError.decompositionFailed`.
  static func points(of embeddings: Embeddings) throws(HUSEError) -> [SIMD2<Double>] {
    let start = try PrincipalPlane.points(of: embeddings.vectors)
    // Fewer points have no neighbourhoods to keep.
    guard start.count > 8 else { return start }
    let count = start.count
    let distances = Parallel.map(count) { first in
      (0..<count).map { 2 * Double(embeddings[first].cosineDistance(to: embeddings[$0])) }
    }
    let affinities = NeighborAffinities(
      squaredDistances: distances.flatMap(\.self), count: count,
      perplexity: min(perplexity, Double(count - 1) / 3))
    let spread =
      (start.reduce(0) { $0 + $1.x * $1.x } / Double(count)).squareRoot()
    let scale = spread > 0 ? 1e-4 / spread : 0
    return descend(from: start.map { $0 * scale }, affinities)
  }

  /// Gradient descent with momentum and a gain for each coordinate (Jacobs 1988), as in the paper.
  private static func descend(
    from start: [SIMD2<Double>], _ affinities: NeighborAffinities
  ) -> [SIMD2<Double>] {
    var points = start
    var velocity = [SIMD2<Double>](repeating: .zero, count: points.count)
    var gains = [SIMD2<Double>](repeating: SIMD2(1, 1), count: points.count)
    let rate = max(Double(points.count) / exaggeration / 4, 10)
    for iteration in 0..<iterations {
      let isEarly = iteration < exaggerated
      let gradient = gradient(
        at: points, affinities, exaggeration: isEarly ? exaggeration : 1)
      let momentum = isEarly ? 0.5 : 0.8
      for index in points.indices {
        for axis in 0..<2 {
          let isSteady = (gradient[index][axis] > 0) != (velocity[index][axis] > 0)
          gains[index][axis] =
            isSteady ? gains[index][axis] + 0.2 : max(gains[index][axis] * 0.8, 0.01)
        }
        velocity[index] = momentum * velocity[index] - rate * gains[index] * gradient[index]
        points[index] += velocity[index]
      }
      let centre = points.reduce(.zero, +) / Double(points.count)
      for index in points.indices { points[index] -= centre }
    }
    return points
  }

  /// The gradient of the Kullback–Leibler divergence with respect to each point (equation 5).
  ///
  ///     4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + |y_i − y_j|²)
  static func gradient(
    at points: [SIMD2<Double>], _ affinities: NeighborAffinities, exaggeration: Double = 1
  ) -> [SIMD2<Double>] {
    let count = points.count
    let total = normalizer(of: points)
    return Parallel.map(count) { first in
      var sum = SIMD2<Double>.zero
      points.withUnsafeBufferPointer { points in
        affinities.values.withUnsafeBufferPointer { values in
          for second in 0..<count {
            let difference = points[first] - points[second]
            let weight = 1 / (1 + (difference * difference).sum())
            let affinity = exaggeration * values[first * count + second]
            sum += (affinity - weight / total) * weight * difference
          }
        }
      }
      return 4 * sum
    }
  }

  /// The sum of 1 / (1 + |y_i − y_j|²) over all pairs of different points.
  static func normalizer(of points: [SIMD2<Double>]) -> Double {
    let sums = Parallel.map(points.count) { first in
      points.withUnsafeBufferPointer { points in
        points.indices.reduce(0.0) { sum, second in
          let difference = points[first] - points[second]
          return sum + 1 / (1 + (difference * difference).sum())
        }
      }
    }
    return sums.reduce(0, +) - Double(points.count)
  }
}
