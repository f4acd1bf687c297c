public import HUSECore

/// Pairs of which each rank of a distributed training holds a part.
///
/// ```swift
/// let pairs = try ShardedPairs(part, over: communicator)
/// trainer.distribution = try DistributedTraining(over: communicator)
/// try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30)
/// ```
///
/// The rows of rank 0 come first, then those of rank 1, and so on; parts may have different numbers
/// of rows, and some none. Every rank knows all labels. The features of a batch are exchanged when
/// it is drawn, so that training has the same bits as if every rank held all rows.
///
/// Reading features is a meeting: all ranks call `gather`, or what calls it, at the same time, each
/// for rows of its own choice. Training knows this of `ShardedPairs` alone: wrap the parts in a
/// data set of your own, and not the whole.
public struct ShardedPairs: PairedDataset {
  /// The length of an image feature vector.
  public let imageDimension: Int
  /// The length of a text feature vector.
  public let textDimension: Int
  /// The classes of the pairs of all ranks, as indices into `classNames`.
  public let labels: [Int]
  /// The names of the classes of all parts, the same on every rank.
  ///
  /// Parts may list different classes: then these are all of them, sorted, and the bits are those
  /// of a whole that lists them so.
  public let classNames: [String]

  /// The rows of this rank, or `nil` if it has none.
  private let part: (any PairedDataset)?
  private let communicator: any Communicator
  /// The rows of each rank.
  private let ranges: [Range<Int>]
  /// The number of rows that a rank may want at a time.
  private let mostRows: Int

  /// Joins the parts of all ranks.
  ///
  /// - Parameters:
  ///   - part: the pairs of this rank, in memory or as a `FeatureStream`; `nil` if it has none.
  ///   - communicator: the ranks, all of which call this.
  /// - Throws: `HUSEError.ranksDiffer` if the lengths of features are not those of the other ranks;
  ///   `.invalidData` if no rank has a pair, or two have the same part; `.rankFailed` if one cannot
  ///   read its features or has a label that names no class; `.communicationFailed`.
  public init(
    _ part: (any PairedDataset)?, over communicator: any Communicator
  ) throws(HUSEError) {
    try self.init(part, over: communicator, mostBytes: 256 << 20)
  }

  /// The same, where a rank that holds all rows sends so many bytes of them at a time.
  package init(
    _ part: (any PairedDataset)?, over communicator: any Communicator, mostBytes: Int
  ) throws(HUSEError) {
    let parts = try ShardDescription.all(of: part, over: communicator)
    (imageDimension, textDimension) = try parts.dimensions
    classNames = parts.classNames
    let counts = parts.map { $0?.rowCount ?? 0 }
    var labels = [Int](repeating: 0, count: counts.reduce(0, +))
    guard !labels.isEmpty else { throw .withoutRows }
    try parts.checkPartsDiffer()
    let own = part.map { parts.labels(of: $0) } ?? []
    let starts = counts.indices.map { counts[..<$0].reduce(0, +) }
    ranges = zip(starts, counts).map { $0..<$0 + $1 }
    labels.replaceSubrange(ranges[communicator.rank], with: own)
    try communicator.share(&labels, counts: counts)
    self.labels = labels
    (self.part, self.communicator) = (part, communicator)
    let width = max(imageDimension, textDimension, 1) * MemoryLayout<Float>.size
    mostRows = max(1, mostBytes / (communicator.size * width))
  }

  private init(_ other: ShardedPairs, over communicator: any Communicator) {
    (imageDimension, textDimension) = (other.imageDimension, other.textDimension)
    (labels, classNames) = (other.labels, other.classNames)
    (part, ranges, mostRows) = (other.part, other.ranges, other.mostRows)
    self.communicator = communicator
  }

  /// The same pairs over a communicator that connects the same ranks.
  func over(_ communicator: any Communicator) -> ShardedPairs {
    ShardedPairs(self, over: communicator)
  }

  /// Fills two matrices with the features of some rows, which the ranks that hold them send.
  ///
  /// All ranks call this at the same time, each for its own rows, of which there may be none.
  ///
  /// - Parameters:
  ///   - rows: the rows, each in `0..<count`; they may repeat.
  ///   - images: the image features, `[rows.count × imageDimension]`, arbitrary before.
  ///   - texts: the text features, `[rows.count × textDimension]`, arbitrary before.
  /// - Throws: `HUSEError.rankFailed` on every rank if one cannot read its features;
  ///   `.communicationFailed`.
  /// - Precondition: the rows are in `0..<count`.
  public func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    let most = mostRows
    let rounds = try communicator.all(Int64((rows.count + most - 1) / most)).max() ?? 0
    guard rounds > 1 else {
      return rounds == 0 ? () : try exchange(rows, images: &images, texts: &texts)
    }
    for round in 0..<Int(rounds) {
      let start = min(round * most, rows.count)
      let part = rows.dropFirst(start).prefix(most)
      var imageRows = Matrix(rows: part.count, columns: imageDimension)
      var textRows = Matrix(rows: part.count, columns: textDimension)
      try exchange(part, images: &imageRows, texts: &textRows)
      images.assign(imageRows, atRow: start)
      texts.assign(textRows, atRow: start)
    }
  }

  private func exchange(
    _ rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    let exchange = try RowExchange(rows: rows, of: ranges, over: communicator)
    var sentImages = Matrix(rows: exchange.sentRows.count, columns: imageDimension)
    var sentTexts = Matrix(rows: exchange.sentRows.count, columns: textDimension)
    var failure: HUSEError?
    if let part, !exchange.sentRows.isEmpty {
      do throws(HUSEError) {
        try part.gather(rows: exchange.sentRows[...], images: &sentImages, texts: &sentTexts)
      } catch {
        failure = error
      }
    }
    if let rank = try communicator.all(Int64(failure == nil ? 0 : 1)).firstIndex(of: 1) {
      throw .rankFailed(
        rank: rank, problem: try communicator.all(failure?.statement ?? "")[rank])
    }
    try exchange.run(sentImages, into: &images)
    try exchange.run(sentTexts, into: &texts)
  }
}

extension PairedDataset {
  /// Whether all ranks of a training must read features at the same time.
  package var isSharded: Bool {
    self is ShardedPairs || (self as? SelectedPairs)?.whole.isSharded == true
  }

  /// The same pairs, whose features are exchanged over a communicator that connects the same ranks.
  package func exchanging(over communicator: any Communicator) -> any PairedDataset {
    switch self {
    case let pairs as ShardedPairs: pairs.over(communicator)
    case let pairs as SelectedPairs: pairs.exchanging(over: communicator)
    default: self
    }
  }
}
