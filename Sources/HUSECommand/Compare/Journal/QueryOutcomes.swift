import Foundation
import HUSE

/// A measure that is compared query by query.
enum QueryMeasure: String, CaseIterable, Codable, Sendable {
  case averagePrecision = "mAP"
  case recall = "R@1"
  case hierarchicalPrecision = "HP@5"
  case treeDistance = "tree distance@1"

  /// The name in tables.
  var title: String { self == .treeDistance ? "tree distance of the first result" : rawValue }

  /// The value of a query; `nil` if the measure needs a tree and there is none.
  ///
  /// `rank` is the position of 5 among the ranks of HP@K; `nil` without a tree.
  fileprivate func value(of outcome: QueryOutcome, rank: Int?) -> Double? {
    switch self {
    case .averagePrecision: outcome.averagePrecision
    case .recall: outcome.recall(at: 1)
    case .hierarchicalPrecision: rank.map { outcome.hierarchicalPrecision[$0] }
    case .treeDistance: outcome.treeDistanceAt1
    }
  }
}

/// The outcome of each query of a test part, by measure and direction, in the order of the pairs.
struct QueryOutcomes: Codable, Sendable {
  private let values: [String: Fractions]

  init(_ report: RetrievalReport) {
    let rank = report.hierarchicalRanks.firstIndex(of: 5)
    var values: [String: Fractions] = [:]
    for measure in QueryMeasure.allCases {
      for direction in RetrievalDirection.allCases {
        let queries = report[direction].queries
        let found = queries.compactMap { measure.value(of: $0, rank: rank) }
        guard !found.isEmpty, found.count == queries.count else { continue }
        values[Self.name(measure, direction)] = Fractions(found)
      }
    }
    self.values = values
  }

  init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: Fractions].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }

  /// The outcomes, in [0, 1]; `nil` if they were not measured.
  subscript(measure: QueryMeasure, direction: RetrievalDirection) -> [Double]? {
    values[Self.name(measure, direction)]?.values
  }

  private static func name(_ measure: QueryMeasure, _ direction: RetrievalDirection) -> String {
    "\(direction.rawValue) \(measure.rawValue)"
  }
}

/// Numbers in [0, 1] with 16 bits each, encoded as base64.
///
/// 0 and 1 are exact, and equal numbers stay equal.
private struct Fractions: Codable, Sendable {
  private let bytes: Data

  private static let largest = Double(UInt16.max)

  init(_ values: [Double]) {
    var bytes = Data(capacity: 2 * values.count)
    for value in values {
      let number = UInt16((min(max(value, 0), 1) * Self.largest).rounded())
      bytes.append(contentsOf: [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)])
    }
    self.bytes = bytes
  }

  init(from decoder: any Decoder) throws {
    bytes = try decoder.singleValueContainer().decode(Data.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }

  var values: [Double] {
    let bytes = [UInt8](bytes)
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
      Double(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8) / Self.largest
    }
  }
}
