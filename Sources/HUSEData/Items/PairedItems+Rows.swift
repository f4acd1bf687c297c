import HUSECore

extension PairedItems {
  /// The cells of a row of a table.
  struct Cells {
    let image: String
    let text: String
    let className: String
  }

  /// Reads the remaining rows of a CSV file.
  ///
  /// A record that cannot be read is treated as an invalid row; the following ones are read.
  ///
  /// - Parameters:
  ///   - reader: the reader of the CSV file.
  ///   - columns: the columns of the file.
  ///   - onInvalidRow: whether an invalid row is an error or is skipped.
  ///   - folder: the folder of the images.
  ///   - prefix: a prefix of identifiers.
  ///   - path: the path of the image of a row in the folder of images.
  /// - Throws: the error of an invalid row, unless it is skipped; `HUSEError.invalidData` if no row
  ///   can be used.
  init(
    rowsOf reader: CSVReader, columns: ItemColumns, onInvalidRow: InvalidRowPolicy,
    folder: ItemFolder, prefix: String = "", path: @escaping (Cells) -> String
  ) throws(HUSEError) {
    let table = ItemTable(
      path: reader.path, columns: columns, folder: folder, prefix: prefix, imagePath: path)
    var reader = reader
    var items: [PairedItem] = []
    var skipped: [HUSEError] = []
    var row = 0
    while true {
      do throws(HUSEError) {
        guard let item = try table.next(&reader, row: row) else { break }
        items.append(item)
      } catch {
        guard onInvalidRow == .skip else { throw error }
        skipped.append(error)
      }
      row += 1
    }
    guard !items.isEmpty else {
      throw .invalidData(
        source: reader.path,
        problem: skipped.isEmpty ? "has no rows" : "none of its \(row) rows can be used",
        remedy: skipped.first.map(Remedy.solveFirst) ?? "Write a row for each item.")
    }
    self.init(items, skipped: skipped)
  }
}
