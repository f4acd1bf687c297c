public import Foundation
public import HUSECore

/// Pictures with their texts and classes, before they are encoded.
///
/// ```swift
/// let items = try PairedItems(contentsOf: folder)      // data.csv beside images/
/// items[0].text                                        // "thin-crust pizza with basil"
/// let pairs = try items.encoded(images: imageEncoder, texts: textEncoder)
/// ```
public struct PairedItems: Sendable, Hashable {
  private let items: [PairedItem]

  /// The errors of the rows that were skipped.
  public let dropped: [HUSEError]

  /// Creates a list of items.
  public init(_ items: [PairedItem], dropped: [HUSEError] = []) {
    self.items = items
    self.dropped = dropped
  }

  /// The names of the classes that occur, sorted.
  public var classNames: [String] { Set(items.map(\.className)).sorted() }

  /// Reads a folder that holds `data.csv` and a folder `images`.
  ///
  /// The first row of `data.csv` names its columns: `image`, `text` and `classes` (or `class`), in
  /// any order, among any others; or by other usual names such as `file_name`, `caption` and
  /// `label`. Commas, tabs or semicolons separate them. `image` is a path in the folder `images`,
  /// with or without `images/` before it, or a whole path to a file in the folder; never with `..`,
  /// nor by a link out of the folder, though `images` itself may be a link. In texts and classes
  /// runs of white space are folded to one space and the ends trimmed. Items that name the same
  /// `group`, if there is such a column, stay together when the items are divided.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - table: The name of the CSV file.
  ///   - onInvalidRow: Whether a row that cannot be used fails the call or is skipped.
  /// - Throws: `HUSEError.fileNotFound` without `data.csv`; `.malformedFile` if a column is
  ///   missing, and for a record that cannot be read, with its line; `.invalidRow` for a row
  ///   without an image file, text or class; `.invalidData` if no row is left.
  public init(
    contentsOf folder: URL, table: String = "data.csv", onInvalidRow: InvalidRowPolicy = .fail
  ) throws(HUSEError) {
    let file = try ItemFolder.table(table, in: folder, remedy: .layOutItems)
    var reader = try CSVReader(contentsOf: file)
    let names = try reader.next()?.texts() ?? []
    let columns = try ItemColumns(named: names, path: file.path)
    try self.init(
      rowsOf: reader, columns: columns, onInvalidRow: onInvalidRow,
      folder: ItemFolder(folder, images: "images"), path: \.image)
  }
}

extension PairedItems: RandomAccessCollection {
  /// The first position, always 0.
  public var startIndex: Int { 0 }
  /// The position after the last, which is the number of items.
  public var endIndex: Int { items.count }
  /// The item at a position.
  public subscript(position: Int) -> PairedItem { items[position] }
}

extension PairedItems {
  /// The items at `rows`, in their order.
  ///
  /// - Precondition: every element of `rows` lies in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> PairedItems {
    PairedItems(rows.map { items[$0] })
  }

  /// Checks that the class of each item is among names.
  ///
  /// - Throws: `HUSEError.invalidRow` for the first one that is not, with its line and the nearest
  ///   name.
  package func checkClasses(areAmong names: [String], source: String) throws(HUSEError) {
    let known = Set(names)
    for (position, item) in enumerated() where !known.contains(item.className) {
      throw .invalidRow(
        source: source, row: item.row ?? position, column: nil,
        problem: "class '\(item.className)' is none of the \(names.count) class names"
          + (item.line.map { " (line \($0))" } ?? ""),
        remedy: NearestName.find(item.className, among: names).map { "Did you mean '\($0)'?" }
          ?? "Correct the name or add it to the class names.")
    }
  }

  /// The group of each item: equal for items that stay together.
  public var groups: [ItemGroup] {
    items.enumerated().map { position, item in item.group.map(ItemGroup.named) ?? .alone(position) }
  }

  /// The positions of the items of the test part that the data set comes with; `nil` where it has
  /// none.
  public var testRows: [Int]? {
    let rows = items.indices.filter { items[$0].isTest }
    return rows.isEmpty ? nil : rows
  }

  /// Divides the items at random in two, each class by itself, as
  /// `PairedFeatures.split(testFraction:seed:)` divides their features.
  ///
  /// Use it where an encoder is fitted on the training texts. The parts are then encoded with the
  /// `classNames` of the whole. Items of one group stay together.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` lies between 0 and 1,
  ///   `.invalidData` for fewer than two groups, an item without one counting as a group.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: PairedItems, test: PairedItems) {
    let (train, test) = try splitRows(testFraction: testFraction, seed: seed)
    return (selecting(rows: train), selecting(rows: test))
  }

  /// The positions of the items that `split(testFraction:seed:)` puts on each side, for items that
  /// are encoded already.
  ///
  /// - Throws: as `split(testFraction:seed:)`.
  public func splitRows(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: [Int], test: [Int]) {
    let classNames = classNames
    let index = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
    let rows = try StratifiedSplit(
      labels: items.compactMap { index[$0.className] }, groups: groups,
      validationFraction: nil, testFraction: testFraction, seed: seed)
    return (rows.train, rows.test)
  }
}

/// What keeps items together when a data set is divided.
public enum ItemGroup: Sendable, Hashable {
  /// The items that name this group.
  case named(String)
  /// The item at a position, by itself.
  case alone(Int)
}
