public import HUSEModel

/// The pairs that a report is about, and what it shows of them.
public struct ReportItems: Sendable {
  /// The features and classes of the pairs, which training should not have seen.
  public var pairs: any PairedDataset
  /// The images and texts of the pairs; `nil` if only their features are known.
  public var items: PairedItems?
  /// The name of each pair; `nil` for the names of the items, or else numbers from 0.
  public var identifiers: [String]?
  /// The group of each pair, such as the versions of one drawing; `nil` for those of the items.
  ///
  /// Pairs of one group are resampled together, and shown as one.
  public var groups: [ItemGroup]?

  /// Takes pairs, in one order in all arguments.
  public init(
    _ pairs: any PairedDataset, showing items: PairedItems? = nil, identifiers: [String]? = nil,
    groups: [ItemGroup]? = nil
  ) {
    self.pairs = pairs
    self.items = items
    self.identifiers = identifiers
    self.groups = groups
  }

  /// Checks that there is one of each part for each pair, and more than one class.
  func check() throws(HUSEError) {
    let counts = [
      ("items", items?.count), ("identifiers", identifiers?.count), ("groups", groups?.count),
    ]
    for case (let name, let count?) in counts where count != pairs.count {
      throw .shapeMismatch(
        expected: [pairs.count], found: [count], in: "\(name) of a report",
        remedy: "Pass one for each pair, in the order of the pairs.")
    }
    let labels = pairs.labels
    guard let first = labels.first else {
      throw .invalidData(
        source: "pairs of a report", problem: "there are none", remedy: "Pass held-out pairs.")
    }
    guard labels.contains(where: { $0 != first }) else {
      throw .invalidData(
        source: "pairs of a report",
        problem:
          "all \(labels.count) are of one class, '\(pairs.classNames[first])', so that every "
          + "result is right",
        remedy: "Measure pairs of two or more classes.")
    }
  }
}
