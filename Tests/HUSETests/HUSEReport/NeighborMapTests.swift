import Foundation
import HUSE
import Testing

@testable import HUSEReport

@Suite struct NeighborMapTests {
  private static let count = 7

  /// Those of points on a line whose gaps grow.
  private var affinities: NeighborAffinities {
    let places = (0..<Self.count).map { Double($0 * $0) / 10 }
    return NeighborAffinities(
      squaredDistances: places.flatMap { first in
        places.map { (first - $0) * (first - $0) }
      }, count: Self.count, perplexity: 3)
  }

  /// Σ p log(p / q), with q as the paper defines it.
  private func divergence(_ points: [SIMD2<Double>], _ affinities: NeighborAffinities) -> Double {
    func weight(_ first: Int, _ second: Int) -> Double {
      let difference = points[first] - points[second]
      return 1 / (1 + difference.x * difference.x + difference.y * difference.y)
    }
    var (total, sum) = (0.0, 0.0)
    for first in points.indices {
      for second in points.indices where first != second { total += weight(first, second) }
    }
    for first in points.indices {
      for second in points.indices where first != second {
        let p = affinities.values[first * Self.count + second]
        sum += p * log(p / (weight(first, second) / total))
      }
    }
    return sum
  }

  @Test func theGradientIsThatOfCentralDifferences() {
    var generator = SplitMix64(seed: 3)
    let points = (0..<Self.count).map { _ in
      SIMD2(3 * generator.nextUniform(), 3 * generator.nextUniform())
    }
    let affinities = affinities
    let gradient = NeighborMap.gradient(at: points, affinities)
    for index in points.indices {
      for axis in 0..<2 {
        var (below, above) = (points, points)
        below[index][axis] -= 1e-5
        above[index][axis] += 1e-5
        let expected =
          (divergence(above, affinities) - divergence(below, affinities)) / 2e-5
        #expect(abs(gradient[index][axis] - expected) < 1e-8)
      }
    }
  }

  @Test func affinitiesAreProbabilities() {
    let affinities = affinities
    #expect(abs(affinities.values.reduce(0, +) - 1) < 1e-12)
    for first in 0..<Self.count {
      #expect(affinities.values[first * Self.count + first] == 0)
      for second in 0..<Self.count {
        #expect(
          affinities.values[first * Self.count + second]
            == affinities.values[second * Self.count + first])
      }
    }
  }

  /// At the same distance from each other, all points have all others as neighbours.
  @Test func equalDistancesGiveEqualAffinities() {
    let affinities = NeighborAffinities(
      squaredDistances: [0, 1, 1, 1, 0, 1, 1, 1, 0], count: 3, perplexity: 1.5)
    for (index, value) in affinities.values.enumerated() {
      #expect(abs(value - (index % 4 == 0 ? 0 : 1.0 / 6)) < 1e-12)
    }
  }

  @Test func clustersStayApartAndTheMapIsRepeatable() throws {
    let world = try SmallWorld(classes: 3, itemsPerClass: 8, noise: 0.1)
    let embeddings = try Embeddings(normalizing: world.pairs.images)
    let points = try NeighborMap.points(of: embeddings)
    #expect(try NeighborMap.points(of: embeddings) == points)
    let labels = world.pairs.labels
    for first in points.indices {
      let nearest = points.indices.filter { $0 != first }.min {
        let (one, other) = (points[$0] - points[first], points[$1] - points[first])
        return (one * one).sum() < (other * other).sum()
      }
      #expect(labels[try #require(nearest)] == labels[first])
    }
  }

  @Test func equalEmbeddingsHaveAMapToo() throws {
    let embeddings = try Embeddings(normalizing: Matrix(rows: 12, columns: 4, repeating: 0.5))
    let points = try NeighborMap.points(of: embeddings)
    #expect(points.count == 12 && points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  /// Points on an ellipse in space: the axes of the plane are its axes, the longer one first.
  @Test func thePrincipalPlaneIsThatOfAnEllipse() throws {
    let angles = (0..<16).map { Double($0) * .pi / 8 }
    let rows = angles.map { angle -> [Float] in
      [Float(2 * cos(angle)) + 7, -3, Float(5 * sin(angle)) - 1]
    }
    let points = try PrincipalPlane.points(of: Matrix(rows: rows))
    for (point, angle) in zip(points, angles) {
      #expect(abs(point.x - 5 * sin(angle)) < 1e-4 && abs(point.y - 2 * cos(angle)) < 1e-4)
    }
  }
}
