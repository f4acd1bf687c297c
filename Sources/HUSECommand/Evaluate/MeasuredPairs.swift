import HUSE

/// The pairs that a model is measured on.
struct MeasuredPairs {
  let pairs: any PairedDataset
  /// The identifier of each row; `nil` for rows that are left in their files.
  let identifiers: [String]?
  /// The group of each row.
  let groups: [ItemGroup]
}

extension MeasuredPairs {
  /// Features with the classes of a model.
  ///
  /// - Throws: `HUSEError.invalidRow` for a row whose class the model does not have.
  init(_ data: EncodedData, labeledBy classNames: [String]) throws(HUSEError) {
    self.init(
      pairs: try data.pairs.labeled(by: classNames), identifiers: data.pairs.identifiers,
      groups: data.groups)
  }
}
