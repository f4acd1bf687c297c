internal import Foundation
internal import HUSECore

/// What the parts of sharded pairs have in common.
struct ShardShape: Codable, Equatable {
  let imageDimension: Int
  let textDimension: Int
  let classNames: [String]

  init(of pairs: any PairedDataset) {
    (imageDimension, textDimension) = (pairs.imageDimension, pairs.textDimension)
    classNames = pairs.classNames
  }

  /// The shape of all ranks that have pairs, of which this is one or has none.
  ///
  /// - Throws: `HUSEError.ranksDiffer` if two have different shapes, `.invalidData` if no rank has
  ///   pairs, `.communicationFailed`.
  static func agreed(
    _ own: ShardShape?, over communicator: any Communicator
  ) throws(HUSEError) -> ShardShape {
    let text = (try? JSONEncoder().encode(own)).map { String(decoding: $0, as: UTF8.self) }
    let shapes = try communicator.all(text ?? "").map { text in
      try? JSONDecoder().decode(ShardShape?.self, from: Data(text.utf8))
    }
    guard let first = shapes.firstIndex(where: { $0 != nil }), let shape = shapes[first] else {
      throw .withoutRows
    }
    for (rank, other) in shapes.enumerated() {
      guard let other, other != shape else { continue }
      throw .ranksDiffer(rank: rank, differences: other.differences(from: shape, ofRank: first))
    }
    return shape
  }

  private func differences(from other: ShardShape, ofRank rank: Int) -> [String] {
    var differences: [String] = []
    func compare(_ name: String, _ here: Int, _ there: Int) {
      if here != there { differences.append("\(name) \(here), on rank \(rank) \(there)") }
    }
    compare("length of image features", imageDimension, other.imageDimension)
    compare("length of text features", textDimension, other.textDimension)
    compare("number of classes", classNames.count, other.classNames.count)
    if let (here, there) = zip(classNames, other.classNames).first(where: { $0 != $1 }) {
      differences.append("class '\(here)', on rank \(rank) '\(there)'")
    }
    return differences
  }
}

extension HUSEError {
  /// No rank has a part.
  static var withoutRows: HUSEError {
    .invalidData(
      source: "sharded pairs", problem: "are empty on every rank",
      remedy: "Give one rank at least a part of the data.")
  }
}
