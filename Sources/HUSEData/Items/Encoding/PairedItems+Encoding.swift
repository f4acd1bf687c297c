import Foundation
public import HUSECore

extension PairedItems {
  /// Encodes the images and texts.
  ///
  /// Items are encoded in chunks. With a cache, the features are written to its files and mapped
  /// from there, so that they need not fit in memory. The next call reads them from the cache.
  ///
  /// - Parameters:
  ///   - imageEncoder: the encoder of images.
  ///   - textEncoder: the encoder of texts.
  ///   - classNames: the names of all classes, such as those of a model; by default the names that
  ///     occur, sorted.
  ///   - cache: the cache of features.
  ///   - chunkSize: the number of items that an encoder gets at once.
  ///   - progress: called after every chunk.
  /// - Returns: the features, a row for each item, with the identifiers of the items.
  /// - Throws: the errors of the encoders; `HUSEError.encodingFailed` for an item whose features
  ///   are not finite; `.shapeMismatch` if an encoder returns another shape than `[items ×
  ///   dimension]`; `.invalidArgument` for a chunk size below 1, an encoder without features or
  ///   features larger than the memory of this machine; `.invalidData` if there are no items;
  ///   `.invalidRow` for a class that is not among `classNames`; `.writeFailed` if the cache cannot
  ///   be written.
  public func encoded(
    images imageEncoder: any ImageEncoder, texts textEncoder: any TextEncoder,
    classNames: [String]? = nil, cache: FeatureCache? = nil, chunkSize: Int = 64,
    progress: (EncodingProgress) -> Void = { _ in }
  ) throws(HUSEError) -> PairedFeatures {
    guard chunkSize > 0 else {
      throw .invalidArgument(name: "chunkSize", found: "\(chunkSize)", expected: "a number above 0")
    }
    try Self.check(imageEncoder, textEncoder)
    guard !isEmpty else {
      throw .invalidData(
        source: "items", problem: "has no rows", remedy: "Pass at least one item.")
    }
    // The classes are checked first, since encoding may take long.
    if let classNames { try checkClasses(areAmong: classNames, source: "items") }
    let labels = try Labels(
      classes: map(\.className), classNames: classNames, allowsEmptyClasses: true, source: "items")
    let images = try features(
      .image, dimension: imageEncoder.dimension, cache: cache, encoder: cache?.imageEncoder,
      chunkSize: chunkSize, progress: progress
    ) { (items) throws(HUSEError) in
      try imageEncoder.features(of: items.map { .file($0.image) })
    }
    let texts = try features(
      .text, dimension: textEncoder.dimension, cache: cache, encoder: cache?.textEncoder,
      chunkSize: chunkSize, progress: progress
    ) { (items) throws(HUSEError) in
      try textEncoder.features(of: items.map(\.text))
    }
    return try PairedFeatures(
      images: images, texts: texts, labels: labels.indices, classNames: labels.classNames,
      identifiers: map(\.identifier), allowsEmptyClasses: true)
  }

  private func features(
    _ modality: Modality, dimension: Int, cache: FeatureCache?, encoder: String?,
    chunkSize: Int, progress: (EncodingProgress) -> Void,
    encode: (Slice<PairedItems>) throws(HUSEError) -> Matrix
  ) throws(HUSEError) -> Matrix {
    func report(_ completed: Int, isFromCache: Bool = false) {
      progress(
        EncodingProgress(
          modality: modality, completed: completed, total: count, isFromCache: isFromCache))
    }
    var start = 0
    func next() throws(HUSEError) -> Matrix? {
      guard start < count else { return nil }
      let range = start..<start + Swift.min(chunkSize, count - start)
      let features = try encode(self[range])
      try check(features, of: range, dimension: dimension, modality)
      start = range.upperBound
      report(start)
      return features
    }
    guard let cache, let encoder else {
      try MemoryLimit.check(rows: count, columns: dimension, name: "features of \(modality.plural)")
      var result = Matrix(uninitializedRows: count, columns: dimension)
      var filled = 0
      while let features = try next() {
        result.assign(features, atRow: filled)
        filled += features.rows
      }
      return result
    }
    let key = FeatureCache.Key(
      encoder: encoder, rows: count, dimension: dimension,
      inputs: FeatureCache.hexadecimal(try fingerprint(of: modality)))
    if let features = cache.features(of: modality, for: key) {
      report(count, isFromCache: true)
      return features
    }
    return try cache.store(modality, for: key, next: next)
  }

  /// Checks that encoders have features.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a dimension below 1.
  static func check(
    _ imageEncoder: any ImageEncoder, _ textEncoder: any TextEncoder
  ) throws(HUSEError) {
    for (modality, dimension) in [
      (Modality.image, imageEncoder.dimension), (.text, textEncoder.dimension),
    ] where dimension < 1 {
      throw .invalidArgument(
        name: "dimension of the \(modality) encoder", found: "\(dimension)",
        expected: "a number above 0")
    }
  }

  /// Checks the features of a range of items.
  ///
  /// - Throws: `HUSEError.shapeMismatch` for another shape than `[range.count × dimension]`;
  ///   `.encodingFailed` for a value that is not finite.
  func check(
    _ features: Matrix, of range: Range<Int>, dimension: Int, _ modality: Modality
  ) throws(HUSEError) {
    guard features.rows == range.count, features.columns == dimension else {
      throw .shapeMismatch(
        expected: [range.count, dimension], found: [features.rows, features.columns],
        in: "features of \(modality.plural)",
        remedy: "An encoder returns a row of `dimension` numbers for each input.")
    }
    guard let position = features.firstNonFinite else { return }
    throw .encodingFailed(
      input: self[range.lowerBound + position.row].identifier,
      problem: "its \(modality) feature \(position.column) is "
        + (features[position.row, position.column].isNaN ? "NaN" : "infinite"),
      remedy: "Check the item and the weights of the encoder.")
  }

  /// The fingerprint of the inputs of a modality.
  func fingerprint(of modality: Modality) throws(HUSEError) -> UInt64 {
    var fingerprint = Fingerprint()
    for item in self { try item.add(modality, to: &fingerprint) }
    return fingerprint.value
  }
}

extension PairedItem {
  /// The fingerprint of the input of a modality, in hexadecimal.
  func fingerprint(of modality: Modality) throws(HUSEError) -> String {
    var fingerprint = Fingerprint()
    try add(modality, to: &fingerprint)
    return FeatureCache.hexadecimal(fingerprint.value)
  }

  fileprivate func add(
    _ modality: Modality, to fingerprint: inout Fingerprint
  ) throws(HUSEError) {
    switch modality {
    case .text:
      fingerprint.add(text)
    case .image:
      let path = image.path
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let size = attributes[.size] as? NSNumber,
        let date = attributes[.modificationDate] as? Date
      else {
        throw .fileNotFound(path: path, remedy: "Put the image of '\(identifier)' there.")
      }
      fingerprint.add(identifier)
      fingerprint.add(size.uint64Value)
      fingerprint.add(date.timeIntervalSinceReferenceDate.bitPattern)
    }
  }
}
