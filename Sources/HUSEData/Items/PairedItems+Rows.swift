import Foundation
import HUSECore

/// Which columns of a CSV file hold the image, the text and the class.
struct ItemColumns {
  let image: Int
  let text: Int
  let className: Int
  /// `nil` where the file has no column `group`.
  let group: Int?

  /// The columns in the order image, text, class.
  static let inOrder = ItemColumns(image: 0, text: 1, className: 2)

  private init(image: Int, text: Int, className: Int) {
    self.image = image
    self.text = text
    self.className = className
    group = nil
  }

  /// Finds the columns by name, whatever the case of the letters.
  init(named names: [String], path: String) throws(HUSEError) {
    let names = names.map { ItemText.cleaned($0).lowercased() }
    func column(_ alternatives: String...) throws(HUSEError) -> Int {
      guard let index = names.firstIndex(where: alternatives.contains) else {
        throw .malformedFile(
          path: path, problem: "has no column '\(alternatives[0])'",
          remedy: "Name the columns image, text and classes in the first row; found: "
            + "\(names.isEmpty ? "nothing" : names.prefix(8).joined(separator: ", ")).")
      }
      return index
    }
    image = try column("image")
    text = try column("text")
    className = try column("classes", "class")
    group = names.firstIndex(of: "group")
  }
}

/// The cleaning of texts.
enum ItemText {
  /// The text with runs of white space folded to one space and without white space at its ends.
  static func cleaned(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension PairedItems {
  /// What a row of a CSV file says.
  struct Row {
    let image: String
    let text: String
    let className: String
  }

  /// Reads the rows of a CSV file from where its reader stands.
  ///
  /// - Parameter locate: The file of a row's image, its path for messages and the row's identifier.
  init(
    rowsOf reader: CSVReader, columns: ItemColumns, onInvalidRow: InvalidRowPolicy,
    locate: (Row) -> (file: URL, name: String, identifier: String)
  ) throws(HUSEError) {
    var reader = reader
    var items: [PairedItem] = []
    var dropped: [HUSEError] = []
    var row = 0
    while let record = try reader.next() {
      do throws(HUSEError) {
        items.append(
          try Self.item(record, row: row, columns: columns, path: reader.path, locate: locate))
      } catch {
        guard onInvalidRow == .drop else { throw error }
        dropped.append(error)
      }
      row += 1
    }
    guard !items.isEmpty else {
      throw .invalidData(
        source: reader.path,
        problem: dropped.isEmpty ? "has no rows" : "none of its \(row) rows can be used",
        remedy: dropped.first.map { "The first problem: \($0)" } ?? "Write a row for each item.")
    }
    self.init(items, dropped: dropped)
  }

  private static func item(
    _ record: CSVRecord, row: Int, columns: ItemColumns, path: String,
    locate: (Row) -> (file: URL, name: String, identifier: String)
  ) throws(HUSEError) -> PairedItem {
    func cell(_ column: Int) throws(HUSEError) -> String {
      ItemText.cleaned(try record.text(column))
    }
    let cells = Row(
      image: try record.text(columns.image).trimmingCharacters(in: .whitespaces),
      text: try cell(columns.text), className: try cell(columns.className))
    func invalid(_ column: Int, _ problem: String, _ remedy: String) -> HUSEError {
      .invalidRow(
        source: path, row: row, column: column, problem: "\(problem) (line \(record.line))",
        remedy: remedy)
    }
    let drop = "or pass `onInvalidRow: .drop`."
    guard !cells.image.isEmpty else {
      throw invalid(columns.image, "the image is empty", "Name a file, \(drop)")
    }
    guard !cells.text.isEmpty else {
      throw invalid(columns.text, "the text is empty", "Write a text, \(drop)")
    }
    guard !cells.className.isEmpty else {
      throw invalid(columns.className, "the class is empty", "Name a class, \(drop)")
    }
    let image = locate(cells)
    guard !image.name.split(separator: "/").contains("..") else {
      throw invalid(
        columns.image, "the image '\(image.name)' lies outside the folder 'images'",
        "Name a file in that folder, \(drop)")
    }
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: image.file.path, isDirectory: &isFolder),
      !isFolder.boolValue
    else {
      throw invalid(
        columns.image, "there is no image file '\(image.name)'", "Put the file there, \(drop)")
    }
    let group = try columns.group.map { (column) throws(HUSEError) in try cell(column) }
    return PairedItem(
      image: image.file, text: cells.text, className: cells.className,
      identifier: image.identifier, group: group?.isEmpty == false ? group : nil, row: row)
  }
}
