internal import Foundation
internal import HUSECore

/// What a rank tells the others about its part of sharded pairs.
struct ShardDescription: Codable {
  let imageDimension: Int
  let textDimension: Int
  let classNames: [String]
  let rowCount: Int
  /// Checksums of the labels and of some of the features.
  let content: String

  init(of pairs: any PairedDataset) throws(HUSEError) {
    let labels = pairs.labels
    (imageDimension, textDimension) = (pairs.imageDimension, pairs.textDimension)
    (classNames, rowCount) = (pairs.classNames, labels.count)
    try pairs.checkLabels(source: "sharded pairs")
    var checksum = FileChecksum()
    labels.withUnsafeBytes { checksum.add($0) }
    content = "\(checksum.text) \(try pairs.sampleChecksum)"
  }

  /// A description, or why a rank has none.
  private struct Answer: Codable {
    var description: ShardDescription?
    var failure: String?
  }

  /// The descriptions of the parts of all ranks, `nil` for a rank without one.
  ///
  /// - Throws: `HUSEError.rankFailed` on every rank if one cannot read its features or has a label
  ///   that names no class; `.communicationFailed`.
  static func all(
    of own: (any PairedDataset)?, over communicator: any Communicator
  ) throws(HUSEError) -> [ShardDescription?] {
    var answer = Answer()
    do throws(HUSEError) {
      answer.description = try own.map(ShardDescription.init)
    } catch {
      answer.failure = error.statement
    }
    let text = (try? JSONEncoder().encode(answer)).map { String(decoding: $0, as: UTF8.self) }
    let answers = try communicator.all(text ?? "").map { text in
      (try? JSONDecoder().decode(Answer.self, from: Data(text.utf8))) ?? Answer()
    }
    if let rank = answers.firstIndex(where: { $0.failure != nil }) {
      throw .rankFailed(rank: rank, problem: answers[rank].failure ?? "")
    }
    return answers.map(\.description)
  }
}

extension [ShardDescription?] {
  /// The rank of the first part.
  ///
  /// - Throws: `HUSEError.invalidData` if there is none.
  private var firstPart: (rank: Int, part: ShardDescription) {
    get throws(HUSEError) {
      for (rank, part) in enumerated() {
        if let part { return (rank, part) }
      }
      throw .withoutRows
    }
  }

  /// The lengths of features, which all parts have.
  ///
  /// - Throws: `HUSEError.ranksDiffer` if two parts have different lengths, `.invalidData` if there
  ///   are no parts.
  var dimensions: (image: Int, text: Int) {
    get throws(HUSEError) {
      let (first, expected) = try firstPart
      for (rank, part) in enumerated() {
        guard let part else { continue }
        var differences: [String] = []
        for (name, here, there) in [
          ("image", part.imageDimension, expected.imageDimension),
          ("text", part.textDimension, expected.textDimension),
        ] where here != there {
          differences.append("length of \(name) features \(here), on rank \(first) \(there)")
        }
        guard differences.isEmpty else {
          throw .ranksDiffer(rank: rank, differences: differences)
        }
      }
      return (expected.imageDimension, expected.textDimension)
    }
  }

  /// The names of the classes of all parts: the list of each if all are the same, otherwise sorted.
  var classNames: [String] {
    let lists = compactMap { $0?.classNames }
    return Set(lists).count == 1 ? lists[0] : Set(lists.joined()).sorted()
  }

  /// The labels of a part, as indices into the names of all parts.
  func labels(of part: any PairedDataset) -> [Int] {
    let names = classNames
    guard part.classNames != names else { return part.labels }
    let indices = Dictionary(zip(names, names.indices)) { first, _ in first }
    let places = part.classNames.map { indices[$0] ?? 0 }
    return part.labels.map { places[$0] }
  }

  /// Checks that no two ranks hold the same part, as if a path did not name the rank.
  ///
  /// - Throws: `HUSEError.invalidData`.
  func checkPartsDiffer() throws(HUSEError) {
    var ranks: [String: Int] = [:]
    for (rank, part) in enumerated() {
      guard let part, part.rowCount > 0 else { continue }
      let key = part.classNames.joined(separator: "\0") + part.content
      guard let other = ranks.updateValue(rank, forKey: key) else { continue }
      throw .invalidData(
        source: "sharded pairs",
        problem: "are the same on ranks \(other) and \(rank): \(part.rowCount) rows",
        remedy: "Give each rank its own part.")
    }
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
