import Foundation
import HUSECore

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
  /// A record that cannot be read is a row that cannot be used; the ones behind it are read.
  ///
  /// - Parameters:
  ///   - path: the path of a row's image below the folder of images.
  ///   - prefix: what an identifier has before that path.
  init(
    rowsOf reader: CSVReader, columns: ItemColumns, onInvalidRow: InvalidRowPolicy,
    folder: ItemFolder, prefix: String = "", path: @escaping (Row) -> String
  ) throws(HUSEError) {
    let table = ItemTable(
      path: reader.path, columns: columns, folder: folder, prefix: prefix, imagePath: path)
    var reader = reader
    var items: [PairedItem] = []
    var dropped: [HUSEError] = []
    var row = 0
    while true {
      do throws(HUSEError) {
        guard let item = try table.next(&reader, row: row) else { break }
        items.append(item)
      } catch {
        guard onInvalidRow == .skip else { throw error }
        dropped.append(error)
      }
      row += 1
    }
    guard !items.isEmpty else {
      throw .invalidData(
        source: reader.path,
        problem: dropped.isEmpty ? "has no rows" : "none of its \(row) rows can be used",
        remedy: dropped.first.map(Remedy.solveFirst) ?? "Write a row for each item.")
    }
    self.init(items, dropped: dropped)
  }
}

/// A table of items with the folder that holds their images.
private struct ItemTable {
  let path: String
  let columns: ItemColumns
  let folder: ItemFolder
  let prefix: String
  let imagePath: (PairedItems.Row) -> String

  /// The item of the next record, `nil` at the end.
  func next(_ reader: inout CSVReader, row: Int) throws(HUSEError) -> PairedItem? {
    let record: CSVRecord
    do throws(HUSEError) {
      guard let next = try reader.next() else { return nil }
      record = next
    } catch {
      throw Self.withRemedy(error)
    }
    if let line = swallowedLine(record, in: reader) {
      reader.resume(belowFirstLineOf: record)
      throw .malformedFile(
        path: path,
        problem: "line \(record.line) opens a quote that is closed behind line \(line), "
          + "which is a row of its own",
        remedy: .either(
          "Close it, or double it if it stands for itself", orPass: .skippingInvalidRows))
    }
    return try item(record, row: row)
  }

  /// Says how to continue without the record of an error.
  private static func withRemedy(_ error: HUSEError) -> HUSEError {
    guard case .malformedFile(let path, let problem, .text(let sentence)) = error else {
      return error
    }
    let action = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return .malformedFile(
      path: path, problem: problem, remedy: .either(action, orPass: .skippingInvalidRows))
  }

  /// A line within a record that is a row by itself, with an image that is there: what stands
  /// before it is a quote that nobody closed.
  private func swallowedLine(_ record: CSVRecord, in reader: CSVReader) -> Int? {
    guard record.lineCount > 1 else { return nil }
    var inner = reader
    inner.resume(belowFirstLineOf: record)
    while inner.line < record.line + record.lineCount {
      let line = inner.line
      guard let next = try? inner.next() else { continue }
      guard next.lineCount <= 1, let cells = try? cells(next) else { continue }
      if !cells.image.isEmpty, case .inside = folder.place(of: imagePath(cells)) { return line }
    }
    return nil
  }

  private func cells(_ record: CSVRecord) throws(HUSEError) -> PairedItems.Row {
    PairedItems.Row(
      image: try record.text(columns.image).trimmingCharacters(in: .whitespaces),
      text: ItemText.cleaned(try record.text(columns.text)),
      className: ItemText.cleaned(try record.text(columns.className)))
  }

  private func item(_ record: CSVRecord, row: Int) throws(HUSEError) -> PairedItem {
    let cells = try cells(record)
    func invalid(_ column: Int, _ problem: String, _ action: String) -> HUSEError {
      .invalidRow(
        source: path, row: row, column: column, problem: "\(problem) (line \(record.line))",
        remedy: .either(action, orPass: .skippingInvalidRows))
    }
    guard !cells.image.isEmpty else {
      throw invalid(columns.image, "the image is empty", "Name a file")
    }
    guard !cells.text.isEmpty else {
      throw invalid(columns.text, "the text is empty", "Write a text")
    }
    guard !cells.className.isEmpty else {
      throw invalid(columns.className, "the class is empty", "Name a class")
    }
    let written = imagePath(cells)
    let place = folder.place(of: written)
    guard case .inside(let image) = place else {
      throw place == .outside
        ? invalid(
          columns.image,
          "the image '\(folder.name(of: written))' lies outside the folder '\(folder.name)'",
          "Name a file in that folder")
        : invalid(
          columns.image, "there is no image file '\(folder.name(of: written))'",
          "Put the file there")
    }
    let group = try columns.group.map { (column) throws(HUSEError) in
      ItemText.cleaned(try record.text(column))
    }
    return PairedItem(
      image: image.file, text: cells.text, className: cells.className,
      identifier: prefix + image.path, group: group?.isEmpty == false ? group : nil, row: row,
      line: record.line)
  }
}
