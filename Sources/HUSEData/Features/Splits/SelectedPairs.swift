public import HUSECore

/// Some rows of a data set.
///
/// Nothing is read or copied until a batch is gathered.
package struct SelectedPairs: PairedDataset {
  let whole: any PairedDataset
  private let rows: [Int]
  package let labels: [Int]

  /// Selects rows of a data set.
  ///
  /// - Precondition: `rows` is not empty, and every element is in `0..<whole.count`.
  package init(_ whole: some PairedDataset, rows: [Int]) {
    precondition(!rows.isEmpty, "a data set without rows")
    self.whole = whole
    self.rows = rows
    let labels = whole.labels
    self.labels = rows.map { labels[$0] }
  }

  private init(_ whole: any PairedDataset, rows: [Int], labels: [Int]) {
    (self.whole, self.rows, self.labels) = (whole, rows, labels)
  }

  /// The same rows of a data set whose features are exchanged over another communicator.
  func exchanging(over communicator: any Communicator) -> SelectedPairs {
    SelectedPairs(whole.exchanging(over: communicator), rows: rows, labels: labels)
  }

  package var imageDimension: Int { whole.imageDimension }
  package var textDimension: Int { whole.textDimension }
  package var classNames: [String] { whole.classNames }

  package func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    try whole.gather(rows: rows.map { self.rows[$0] }[...], images: &images, texts: &texts)
  }
}

extension PairedDataset {
  /// A data set of some rows, in their order.
  ///
  /// The features are copied if they are in memory; otherwise they are read when they are needed.
  ///
  /// - Precondition: `rows` is not empty, and every element is in `0..<count`.
  package func selected(rows: [Int]) -> any PairedDataset {
    (self as? PairedFeatures)?.selecting(rows: rows) ?? SelectedPairs(self, rows: rows)
  }

  /// Reads some rows into memory, such as those for validation or for the scaling of features.
  ///
  /// - Throws: the errors of `gather`, such as `HUSEError.invalidRow` for a value that is not
  ///   finite.
  /// - Precondition: `rows` is not empty, and every element is in `0..<count`.
  public func loaded(rows: some Collection<Int>) throws(HUSEError) -> PairedFeatures {
    precondition(!rows.isEmpty, "a data set without rows")
    if let memory = self as? PairedFeatures { return memory.selecting(rows: rows) }
    var images = Matrix(rows: rows.count, columns: imageDimension)
    var texts = Matrix(rows: rows.count, columns: textDimension)
    try gather(rows: ArraySlice(rows), images: &images, texts: &texts)
    let labels = labels
    return PairedFeatures(
      batch: images, texts, labels: rows.map { labels[$0] }, classNames: classNames)
  }
}
