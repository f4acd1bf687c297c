import Foundation
import HUSECore

/// What the scripts of `Tests/Reference` computed in double precision.
enum ReferenceFile {
  /// A case that a test does not know.
  struct Unknown: Error { let name: String }

  static func read<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    try JSONDecoder().decode(
      type, from: Data(contentsOf: Fixture.url("reference").appendingPathComponent(name)))
  }
}

/// The largest difference over the largest expected value; infinite unless the shapes are the same.
func relativeError(_ found: [[Double]], _ expected: [[Double]]) -> Double {
  guard found.map(\.count) == expected.map(\.count) else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (first, second) in zip(found.joined(), expected.joined()) {
    // A comparison with NaN is false: it must not pass for a small difference.
    guard first.isFinite else { return .infinity }
    difference = max(difference, abs(first - second))
    size = max(size, abs(second))
  }
  return difference == 0 ? 0 : difference / size
}

func relativeError(_ found: Matrix, _ expected: [[Double]]) -> Double {
  relativeError(found.doubles, expected)
}

func relativeError(_ found: Double, _ expected: Double) -> Double {
  relativeError([[found]], [[expected]])
}

/// What was added to each value.
func change(_ after: [[Double]], _ before: [[Double]]) -> [[Double]] {
  zip(after, before).map { zip($0, $1).map { $0 - $1 } }
}
