public import Foundation
public import HUSECore

/// Images with their texts and classes, before they are encoded.
///
/// ```swift
/// let items = try PairedItems(contentsOf: folder)      // data.csv beside images/
/// items[0].text                                        // "thin-crust pizza with basil"
/// let pairs = try items.encoded(images: imageEncoder, texts: textEncoder)
/// ```
public struct PairedItems: Sendable, Hashable {
  private let items: [PairedItem]

  /// The errors of the skipped rows.
  public let skipped: [HUSEError]

  /// Creates a list of items.
  public init(_ items: [PairedItem], skipped: [HUSEError] = []) {
    self.items = items
    self.skipped = skipped
  }

  /// The names of the classes that occur, sorted.
  public var classNames: [String] { Set(items.map(\.className)).sorted() }

  /// Reads a folder with the table `data.csv` and a folder `images`.
  ///
  /// The first row of the table names its columns: `image`, `text` and `classes` (or `class`), or
  /// other common names such as `file_name`, `caption` and `label`. The columns may be in any order
  /// and among others, and are separated by commas, tabs or semicolons.
  ///
  /// - `image` is a path in the folder `images`, with or without `images/` before it, or an
  ///   absolute path to a file in the folder. Paths with `..` and links to files outside the folder
  ///   are refused; `images` itself may be a link.
  /// - In texts and classes each run of white space becomes one space, and the ends are trimmed.
  /// - Items with the same `group`, an optional column, stay together in splits.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - table: the name of the CSV file.
  ///   - onInvalidRow: whether a row that cannot be used is an error or is skipped.
  /// - Throws: `HUSEError.fileNotFound` without a table; `.malformedFile` for a missing column, or
  ///   a record that cannot be read; `.invalidRow` for a row without an image file, text or class;
  ///   `.invalidData` if no row is left.
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
  /// The items at some positions, in their order.
  ///
  /// - Precondition: every element of `rows` is in `0..<count`.
  public func selecting(rows: some Collection<Int>) -> PairedItems {
    PairedItems(rows.map { items[$0] })
  }

  /// One of `count` parts of about the same size, of items that follow one another.
  ///
  /// Machines that have the same items can encode a part each; `EncodingJob` joins what they wrote.
  ///
  /// - Parameters:
  ///   - number: the number of the part, in `1...count`.
  ///   - count: the number of parts.
  /// - Returns: the items of the part, in their order.
  /// - Throws: `HUSEError.invalidArgument` for a number outside `1...count`, or for more parts than
  ///   items.
  public func part(_ number: Int, of count: Int) throws(HUSEError) -> PairedItems {
    guard count >= 1, (1...count).contains(number) else {
      throw .invalidArgument(
        name: "part", found: "\(number) of \(count)",
        expected: "a number from 1 to the number of parts")
    }
    guard count <= self.count else {
      throw .invalidArgument(
        name: "number of parts", found: "\(count)",
        expected: "at most \(self.count), one for each item")
    }
    // The first parts have one more, so that no product can overflow.
    let (size, longer) = self.count.quotientAndRemainder(dividingBy: count)
    let start = (number - 1) * size + Swift.min(number - 1, longer)
    return selecting(rows: start..<start + size + (number <= longer ? 1 : 0))
  }

  /// Checks that the class of each item is among some names.
  ///
  /// - Throws: `HUSEError.invalidRow` for the first class that is not, with its line and the most
  ///   similar name.
  package func checkClasses(areAmong names: [String], source: String) throws(HUSEError) {
    let known = Set(names)
    for (position, item) in enumerated() where !known.contains(item.className) {
      throw .invalidRow(
        source: source, row: item.row ?? position, column: nil,
        problem: "class '\(item.className)' is not among the \(names.count) class names"
          + (item.line.map { " (line \($0))" } ?? ""),
        remedy: NearestName.find(item.className, among: names).map { "Did you mean '\($0)'?" }
          ?? "Correct the name or add it to the class names.")
    }
  }

  /// The group of each item.
  ///
  /// Items of one group stay together in splits.
  public var groups: [ItemGroup] {
    items.enumerated().map { position, item in item.group.map(ItemGroup.named) ?? .alone(position) }
  }

  /// The positions of the official test split of the data set; `nil` if it has none.
  public var testRows: [Int]? {
    let rows = items.indices.filter { items[$0].isTest }
    return rows.isEmpty ? nil : rows
  }

  /// Splits the items at random into training and test items, stratified by class.
  ///
  /// The split is that of `PairedFeatures.split(testFraction:seed:groups:)`. Use it if an encoder
  /// is fitted to the training texts, and encode both parts with the `classNames` of all items.
  /// Items of one group stay together.
  ///
  /// - Throws: `HUSEError.invalidArgument` unless `testFraction` is between 0 and 1; `.invalidData`
  ///   for fewer than two groups, where an item without a group is a group by itself.
  public func split(
    testFraction: Double, seed: UInt64
  ) throws(HUSEError) -> (train: PairedItems, test: PairedItems) {
    let (train, test) = try splitRows(testFraction: testFraction, seed: seed)
    return (selecting(rows: train), selecting(rows: test))
  }

  /// The positions of the items in each part of `split(testFraction:seed:)`, for items that are
  /// encoded already.
  ///
  /// - Throws: the errors of `split(testFraction:seed:)`.
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
