import Foundation
import HUSECore

/// A table of items with the folder of their images.
struct ItemTable {
  let path: String
  let columns: ItemColumns
  let folder: ItemFolder
  let prefix: String
  let imagePath: (PairedItems.Cells) -> String

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
      reader.resume(afterFirstLineOf: record)
      throw .malformedFile(
        path: path,
        problem: "line \(record.line) opens a quote that is closed after line \(line), "
          + "which is a row itself",
        remedy: .either(
          "Close it, or double it if it stands for itself", orPass: .skippingInvalidRows))
    }
    return try item(record, row: row)
  }

  /// The error with the remedy to skip its record.
  private static func withRemedy(_ error: HUSEError) -> HUSEError {
    guard case .malformedFile(let path, let problem, .text(let sentence)) = error else {
      return error
    }
    let action = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return .malformedFile(
      path: path, problem: problem, remedy: .either(action, orPass: .skippingInvalidRows))
  }

  /// The first line within a record that is a valid row itself, with an image that exists.
  ///
  /// The record then begins with a quote that was not closed.
  private func swallowedLine(_ record: CSVRecord, in reader: CSVReader) -> Int? {
    guard record.lineCount > 1 else { return nil }
    var inner = reader
    inner.resume(afterFirstLineOf: record)
    while inner.line < record.line + record.lineCount {
      let line = inner.line
      guard let next = try? inner.next() else { continue }
      guard next.lineCount <= 1, let cells = try? cells(next) else { continue }
      if !cells.image.isEmpty, case .found = folder.location(of: imagePath(cells)) { return line }
    }
    return nil
  }

  private func cells(_ record: CSVRecord) throws(HUSEError) -> PairedItems.Cells {
    PairedItems.Cells(
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
    let location = folder.location(of: written)
    guard case .found(let image) = location else {
      throw location == .outside
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
