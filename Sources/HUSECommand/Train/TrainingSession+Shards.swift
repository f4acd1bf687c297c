import Foundation
import HUSE

// Training on data of which each process holds a part.
extension TrainingSession {
  /// Checks that the other settings allow it.
  ///
  /// - Throws: `HUSEError.invalidArgument`.
  func checkSharded() throws(HUSEError) {
    guard agreement.communicator != nil else {
      throw .invalidArgument(
        name: "--sharded", found: "one process",
        expected: "--distributed, which divides the data among several")
    }
    guard settings.recipe.recipe != .automatic || settings.recipe.folds == 0 else {
      throw .invalidArgument(
        name: "--sharded", found: "a recipe that one process measures on folds",
        expected: "--folds 0, a recipe from a file, or --recipe manual or paper")
    }
  }
}

extension DataOptions {
  /// The data of a process, whose number takes the place of `{rank}` in the path.
  func ofRank(_ rank: Int) -> DataOptions {
    var options = self
    let path = data.path.replacing("{rank}", with: "\(rank)")
    options.data = FilePath(argument: path) ?? data
    return options
  }
}

extension TrainingData {
  /// Joins the parts of all ranks; the rows of rank 0 come first.
  ///
  /// - Throws: `HUSEError.ranksDiffer` if the parts do not fit together, `.invalidData` if two are
  ///   the same or a class has no row on any rank, unless features may lack it,
  ///   `.communicationFailed`.
  init(joining own: TrainingData, over communicator: any Communicator) throws {
    let pairs = try own.sharded(over: communicator)
    let shards = try communicator.all(
      String(decoding: JSONEncoder().encode(Shard(of: own)), as: UTF8.self)
    ).map { try JSONDecoder().decode(Shard.self, from: Data($0.utf8)) }
    try Self.checkEncoders(of: shards)
    var (groups, test): ([ItemGroup], [Int]) = ([], [])
    for shard in shards {
      let start = groups.count
      test += (shard.test ?? []).map { $0 + start }
      groups += shard.groups.enumerated().map { row, name in
        name.map(ItemGroup.named) ?? .alone(start + row)
      }
    }
    if shards.allSatisfy(\.needsAllClasses) { try Self.checkClasses(of: pairs) }
    self.init(
      sharing: pairs, identifiers: Self.identifiers(of: shards, count: pairs.count),
      groups: groups, officialTest: shards.contains { $0.test != nil } ? test : nil,
      manifest: own.manifest)
  }

  /// What ranks tell each other about their rows.
  private struct Shard: Codable {
    /// The names of the groups; `nil` for a row that is alone.
    let groups: [String?]
    let test: [Int]?
    let identifiers: [String]?
    let isInMemory: Bool
    /// Whether features without rows of some class are an error.
    let needsAllClasses: Bool
    /// The encoders of images and texts, if `encode` wrote the features.
    let encoders: [EncoderIdentity]?

    init(of data: TrainingData) {
      groups = data.groups.map { group in
        if case .named(let name) = group { name } else { nil }
      }
      test = data.officialTest
      isInMemory = data.pairsInMemory != nil
      identifiers = data.pairsInMemory?.identifiers
      needsAllClasses = isInMemory && data.manifest == nil
      encoders = data.manifest.map { [$0.imageEncoder, $0.textEncoder] }
    }

    /// The encoders as an error names them.
    var encoderNames: String {
      encoders.map { encoders in
        encoders.map { "\($0.name) (fingerprint \($0.fingerprint))" }.joined(separator: " and ")
      } ?? "none"
    }
  }

  /// The identifiers of all rows, their numbers if no rank has identifiers, and `nil` if some are
  /// in files.
  private static func identifiers(of shards: [Shard], count: Int) -> [String]? {
    guard shards.allSatisfy(\.isInMemory) else { return nil }
    let known = shards.compactMap(\.identifiers)
    if known.isEmpty { return (0..<count).map(String.init) }
    return known.count == shards.count ? known.flatMap(\.self) : nil
  }

  private static func checkEncoders(of shards: [Shard]) throws(HUSEError) {
    for (rank, shard) in shards.enumerated() where shard.encoders != shards[0].encoders {
      throw .ranksDiffer(
        rank: rank,
        differences: ["encoders \(shard.encoderNames), on rank 0 \(shards[0].encoderNames)"])
    }
  }

  private static func checkClasses(of pairs: ShardedPairs) throws(HUSEError) {
    let present = Set(pairs.labels)
    guard let empty = pairs.classNames.indices.first(where: { !present.contains($0) }) else {
      return
    }
    throw .invalidData(
      source: "--sharded",
      problem: "class '\(pairs.classNames[empty])' (index \(empty)) has no rows on any rank",
      remedy: "Remove the name.")
  }

  /// The held-out rows that rank 0 measures, `nil` if there are none; of what ranks share, all
  /// send theirs.
  func measuredPart(
    rows: [Int], by agreement: RankAgreement
  ) throws(HUSEError) -> (any PairedDataset)? {
    guard let pairs = part(rows: rows), pairs.isSharded else { return part(rows: rows) }
    if agreement.isFirst { return try pairs.loaded(rows: 0..<pairs.count) }
    var images = Matrix(rows: 0, columns: pairs.imageDimension)
    var texts = Matrix(rows: 0, columns: pairs.textDimension)
    try pairs.gather(rows: [], images: &images, texts: &texts)
    return nil
  }
}
