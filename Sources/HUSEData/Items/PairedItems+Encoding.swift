import Foundation
public import HUSECore

extension PairedItems {
  /// Encodes the pictures and texts.
  ///
  /// Items are encoded some at a time. With a cache their features go to its files as they are made
  /// and are mapped from there, so that they need not fit in memory; the next call reads them.
  ///
  /// - Parameters:
  ///   - imageEncoder: Encodes the pictures.
  ///   - textEncoder: Encodes the texts.
  ///   - classNames: The names of all classes, such as those of a model; by default those that
  ///     occur, sorted.
  ///   - cache: Where features are kept and looked for.
  ///   - chunkSize: How many items are given to an encoder at once.
  ///   - progress: Called after every chunk.
  /// - Returns: The features, a row for each item, with the items' identifiers.
  /// - Throws: What the encoders throw; `HUSEError.encodingFailed` for an item whose features are
  ///   not finite; `.shapeMismatch` if an encoder returns another shape than it promised;
  ///   `.invalidData` if there are no items; `.invalidRow` for a class that is not among
  ///   `classNames`; `.writeFailed` if the cache cannot be written.
  /// - Precondition: `chunkSize` is positive.
  public func encoded(
    images imageEncoder: any ImageEncoder, texts textEncoder: any TextEncoder,
    classNames: [String]? = nil, cache: FeatureCache? = nil, chunkSize: Int = 64,
    progress: (EncodingProgress) -> Void = { _ in }
  ) throws(HUSEError) -> PairedFeatures {
    precondition(chunkSize > 0, "chunkSize: expected a positive number, found \(chunkSize)")
    guard !isEmpty else {
      throw .invalidData(
        source: "items", problem: "has no rows", remedy: "Pass at least one item.")
    }
    // Before the encoding, which may take long.
    if let classNames { try checkClasses(areAmong: classNames, source: "items") }
    let labels = try Labels(
      classes: map(\.className), classNames: classNames, allowsEmptyClasses: true, source: "items")
    let images = try features(
      .images, dimension: imageEncoder.dimension, cache: cache, encoder: cache?.imageEncoder,
      chunkSize: chunkSize, progress: progress
    ) { (items) throws(HUSEError) in
      try imageEncoder.features(of: items.map { .file($0.image) })
    }
    let texts = try features(
      .texts, dimension: textEncoder.dimension, cache: cache, encoder: cache?.textEncoder,
      chunkSize: chunkSize, progress: progress
    ) { (items) throws(HUSEError) in
      try textEncoder.features(of: items.map(\.text))
    }
    return try PairedFeatures(
      images: images, texts: texts, labels: labels.indices, classNames: labels.classNames,
      identifiers: map(\.identifier), allowsEmptyClasses: true)
  }

  private func features(
    _ part: EncodingProgress.Part, dimension: Int, cache: FeatureCache?, encoder: String?,
    chunkSize: Int, progress: (EncodingProgress) -> Void,
    encode: (Slice<PairedItems>) throws(HUSEError) -> Matrix
  ) throws(HUSEError) -> Matrix {
    func report(_ completed: Int, isFromCache: Bool = false) {
      progress(
        EncodingProgress(
          part: part, completed: completed, total: count, isFromCache: isFromCache))
    }
    var start = 0
    func next() throws(HUSEError) -> Matrix? {
      guard start < count else { return nil }
      let range = start..<Swift.min(start + chunkSize, count)
      let features = try encode(self[range])
      try check(features, of: range, dimension: dimension, part)
      start = range.upperBound
      report(start)
      return features
    }
    guard let cache, let encoder else {
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
      inputs: FeatureCache.hexadecimal(try fingerprint(of: part)))
    if let features = cache.features(of: part, for: key) {
      report(count, isFromCache: true)
      return features
    }
    return try cache.store(part, for: key, next: next)
  }

  func check(
    _ features: Matrix, of range: Range<Int>, dimension: Int, _ part: EncodingProgress.Part
  ) throws(HUSEError) {
    guard features.rows == range.count, features.columns == dimension else {
      throw .shapeMismatch(
        expected: [range.count, dimension], found: [features.rows, features.columns],
        in: "features of \(part.rawValue)",
        remedy: "An encoder returns a row of `dimension` numbers for each input.")
    }
    guard let place = features.firstNonFinite else { return }
    throw .encodingFailed(
      input: self[range.lowerBound + place.row].identifier,
      problem: "its \(part.rawValue) feature \(place.column) is "
        + (features[place.row, place.column].isNaN ? "NaN" : "infinite"),
      remedy: "Check the item and the weights of the encoder.")
  }

  /// The fingerprint of what the features of a part depend on, besides the encoder.
  func fingerprint(of part: EncodingProgress.Part) throws(HUSEError) -> UInt64 {
    var fingerprint = Fingerprint()
    for item in self { try item.add(part, to: &fingerprint) }
    return fingerprint.value
  }
}

extension PairedItem {
  /// The fingerprint, in hexadecimal, of what the features of a part depend on, besides the
  /// encoder.
  func fingerprint(of part: EncodingProgress.Part) throws(HUSEError) -> String {
    var fingerprint = Fingerprint()
    try add(part, to: &fingerprint)
    return FeatureCache.hexadecimal(fingerprint.value)
  }

  fileprivate func add(
    _ part: EncodingProgress.Part, to fingerprint: inout Fingerprint
  ) throws(HUSEError) {
    switch part {
    case .texts:
      fingerprint.add(text)
    case .images:
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
