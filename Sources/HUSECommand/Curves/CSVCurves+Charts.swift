import Foundation
import HUSE

extension CSVCurves {
  /// The charts of a file of curves: the loss with its terms, the validation, the learning rate and
  /// the norm of the gradient.
  ///
  /// A last row that was cut short is skipped, and so is what is not a number.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that is no such table; the errors of reading.
  static func charts(of file: URL) throws(HUSEError) -> [ReportChart] {
    guard let content = FileManager.default.contents(atPath: file.path) else {
      throw .fileNotFound(path: file.path, remedy: "Check that the file can be read.")
    }
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast().map { line in
        line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
          .map { String(decoding: $0, as: UTF8.self) }
      }
    guard let names = lines.first else { return [] }
    guard names.first == "step" else {
      throw .malformedFile(
        path: file.path, problem: "has no column step", remedy: "Remove it, or train again.")
    }
    func line(_ column: Int, named name: String) -> ReportChart.Line {
      ReportChart.Line(
        name,
        lines.dropFirst().compactMap { row in
          guard row.count == names.count, let step = Double(row[0]), let value = Double(row[column])
          else { return nil }
          return SIMD2(step, value)
        })
    }
    func chart(_ title: String, _ isShown: (String) -> Bool) -> ReportChart {
      ReportChart(
        title: title, horizontal: "step",
        lines: names.indices.filter { isShown(names[$0]) }.map { column in
          let name = names[column].split(separator: "/").last.map(String.init) ?? names[column]
          return line(column, named: name.replacingOccurrences(of: "_", with: " "))
        })
    }
    return [
      chart("Loss") { $0.hasPrefix("loss/") }, chart("Validation") { $0.hasPrefix("validation/") },
      chart("Learning rate") { $0 == "learning_rate" },
      chart("Norm of the gradient") { $0 == "gradient_norm" },
    ].filter { !$0.lines.isEmpty }
  }
}
