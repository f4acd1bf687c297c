public import Foundation
public import HUSECore

/// The data set UPMC Food-101 (Wang et al., "Recipe recognition with large multimodal food
/// dataset", 2015), or a data set with the same layout.
///
/// The folder contains `images/train/CLASS/NAME.jpg` and `images/test/CLASS/NAME.jpg`. The tables
/// `train_titles.csv` and `test_titles.csv` are in the folder or in its folder `texts`. Their
/// columns are image (NAME.jpg), text and class, with or without a header.
public struct UPMCFood101: Sendable, Hashable {
  /// The training items.
  public let train: PairedItems
  /// The test items.
  public let test: PairedItems

  /// The names of the classes of all items, sorted.
  public var classNames: [String] { Set(train.classNames + test.classNames).sorted() }

  /// All items.
  ///
  /// Test items come last and have `isTest` set.
  public var items: PairedItems {
    PairedItems(
      Array(train)
        + test.map { item in
          var item = item
          item.isTest = true
          return item
        }, skipped: train.skipped + test.skipped)
  }

  /// Reads the folder.
  ///
  /// White space in texts is normalised as by `PairedItems(contentsOf:table:onInvalidRow:)`.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - onInvalidRow: whether a row that cannot be used is an error or is skipped.
  /// - Throws: the errors of `PairedItems(contentsOf:table:onInvalidRow:)`.
  public init(
    contentsOf folder: URL, onInvalidRow: InvalidRowPolicy = .fail
  ) throws(HUSEError) {
    train = try Self.items("train", in: folder, onInvalidRow: onInvalidRow)
    test = try Self.items("test", in: folder, onInvalidRow: onInvalidRow)
  }

  /// Whether a folder has this layout, which requires a table of the training part.
  public static func isLaidOut(in folder: URL) -> Bool { table(of: "train", in: folder) != nil }

  /// The name of the table of a part in a folder; `nil` if there is none.
  private static func table(of part: String, in folder: URL) -> String? {
    ["\(part)_titles.csv", "texts/\(part)_titles.csv"].first {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
    }
  }

  private static func items(
    _ part: String, in folder: URL, onInvalidRow: InvalidRowPolicy
  ) throws(HUSEError) -> PairedItems {
    let file = try ItemFolder.table(
      table(of: part, in: folder) ?? "\(part)_titles.csv", in: folder,
      remedy: .text(
        "The layout of UPMC Food-101 has train_titles.csv and test_titles.csv in the "
          + "folder or in its folder texts."))
    var reader = try CSVReader(contentsOf: file)
    var columns = ItemColumns.inOrder
    var first = reader
    // A first record that cannot be read is treated as an invalid row.
    if let record = (try? first.next()) ?? nil, ItemColumns.isHeader(try record.texts()) {
      columns = try ItemColumns(named: record.texts(), path: file.path)
      reader = first
    } else {
      let count = reader.commonFieldCount
      guard count >= 3 || reader.isAtEnd else {
        throw .malformedFile(
          path: file.path, problem: "has \(count) columns",
          remedy: "Write rows of image, text, class.")
      }
      reader.expect(fieldCount: count)
    }
    return try PairedItems(
      rowsOf: reader, columns: columns, onInvalidRow: onInvalidRow,
      folder: ItemFolder(folder, images: "images/\(part)"), prefix: "\(part)/"
    ) { "\($0.className)/\($0.image)" }
  }
}
