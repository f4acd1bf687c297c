import ArgumentParser
import Foundation
import HUSE

/// The data for training: features in memory or in their files.
struct TrainingData {
  private enum Source {
    case memory(PairedFeatures)
    case files(FeatureStream)
    /// Parts that ranks hold; the identifiers of all rows, or `nil` if one rank has none.
    case ranks(ShardedPairs, identifiers: [String]?)
  }

  private let source: Source
  /// The group of each row; rows of one group stay on the same side of a split.
  let groups: [ItemGroup]
  /// The rows of the official test part; `nil` if the data set has none.
  let officialTest: [Int]?
  /// The manifest of features that `encode` wrote; `nil` for other features.
  let manifest: EncodingManifest?

  var labels: [Int] { pairs.labels }
  var classNames: [String] { pairs.classNames }

  /// The identifier of each row, or its number if rows have no identifiers.
  ///
  /// - Throws: `HUSEError.invalidData` for features that stay in their files.
  var identifiers: [String] {
    get throws(HUSEError) {
      if case .ranks(_, let identifiers?) = source { return identifiers }
      guard case .memory(let pairs) = source else {
        throw .invalidData(
          source: "--split",
          problem: "needs the identifiers of rows, which are read into memory only",
          remedy: "Pass --feature-storage memory.")
      }
      return pairs.identifiers ?? (0..<pairs.count).map(String.init)
    }
  }

  /// The pairs if they are in the memory of this process.
  var pairsInMemory: PairedFeatures? {
    if case .memory(let pairs) = source { pairs } else { nil }
  }

  private var pairs: any PairedDataset {
    switch source {
    case .memory(let pairs): pairs
    case .files(let stream): stream
    case .ranks(let pairs, _): pairs
    }
  }

  /// A part of the pairs, stored in the same way as all of them; `nil` if there are no rows.
  func part(rows: [Int]) -> (any PairedDataset)? {
    guard !rows.isEmpty else { return nil }
    return switch source {
    case .memory(let pairs): pairs.selecting(rows: rows)
    case .files(let stream): stream.selecting(rows: rows)
    case .ranks(let pairs, _): pairs.selected(rows: rows)
    }
  }

  /// The same pairs as a part of those of all ranks.
  func sharded(over communicator: any Communicator) throws(HUSEError) -> ShardedPairs {
    switch source {
    case .memory(let pairs): try ShardedPairs(pairs, over: communicator)
    case .files(let stream): try ShardedPairs(stream, over: communicator)
    case .ranks(let pairs, _): pairs
    }
  }

  /// The rows to train on.
  ///
  /// - Throws: `HUSEError.invalidData` if there are none.
  func trainingPart(
    _ parts: Parts, of options: DataOptions
  ) throws(HUSEError) -> any PairedDataset {
    guard let pairs = part(rows: parts.train) else {
      throw .invalidData(
        source: options.data.path, problem: "has no rows to learn from",
        remedy: "All of them are held out for the test: pass data with others.")
    }
    return pairs
  }
}

extension TrainingData {
  init(_ encoded: EncodedData) {
    self.init(
      source: .memory(encoded.pairs), groups: encoded.groups, officialTest: encoded.officialTest,
      manifest: encoded.manifest)
  }

  init(
    sharing pairs: ShardedPairs, identifiers: [String]?, groups: [ItemGroup], officialTest: [Int]?,
    manifest: EncodingManifest?
  ) {
    self.init(
      source: .ranks(pairs, identifiers: identifiers), groups: groups, officialTest: officialTest,
      manifest: manifest)
  }

  private init(_ stream: FeatureStream) {
    self.init(
      source: .files(stream), groups: stream.labels.indices.map(ItemGroup.alone),
      officialTest: nil, manifest: nil)
  }

  /// Opens features; a part of the data may lack classes.
  init(
    of options: DataOptions, storage: FeatureStorage, isPart: Bool = false
  ) throws(HUSEError) {
    guard storage != .memory, options.isStreamable || storage == .files else {
      self.init(try options.features(allowsEmptyClasses: isPart))
      return
    }
    SystemLimits.raiseOpenFiles()
    let data: TrainingData
    let url = options.data.url
    if options.isEncoded {
      let encoded = try EncodedStream(contentsOf: url)
      data = TrainingData(
        source: .files(encoded.pairs), groups: encoded.groups, officialTest: encoded.testRows,
        manifest: encoded.manifest)
    } else {
      data = TrainingData(try FeatureStream(contentsOf: url))
    }
    self =
      storage == .files || data.isLarge
      ? data : TrainingData(try options.features(allowsEmptyClasses: isPart))
  }

  /// Whether the features would take more than a quarter of the memory.
  ///
  /// Reading them takes double their size.
  private var isLarge: Bool {
    let values = labels.count * (pairs.imageDimension + pairs.textDimension)
    return UInt64(values * MemoryLayout<Float>.size) > SystemLimits.memory / 4
  }
}

extension DataOptions {
  /// Reads the data for training; images and texts are encoded into `folder`.
  ///
  /// - Throws: the errors of reading and encoding; the exit code of a signal.
  func trainingData(
    encodedBy encoders: EncoderOptions, into folder: URL, storage: FeatureStorage,
    isPart: Bool = false, report: ReportOptions
  ) throws -> TrainingData {
    try TrainingData(
      of: encoded(by: encoders, into: folder, report: report), storage: storage, isPart: isPart)
  }
}
