import Foundation
import HUSE

/// A command that fills a folder, which it has for itself while it runs.
protocol FolderWriter {
  /// The folder; `nil` if this time nothing is written.
  var outputFolder: URL? { get }
}

extension Encode: FolderWriter {
  var outputFolder: URL? { output.url }
}

extension Train: FolderWriter {
  var outputFolder: URL? { printConfig || dryRun ? nil : output.url }
}

extension Tune: FolderWriter {
  var outputFolder: URL? { output.url }
}

extension Compare: FolderWriter {
  var outputFolder: URL? { URL(fileURLWithPath: output, isDirectory: true) }
}
