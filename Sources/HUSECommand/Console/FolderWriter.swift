import Foundation
import HUSE

/// A command that writes to a folder, which it locks while it runs.
protocol FolderWriter {
  /// The folder; `nil` if nothing is to be written.
  var outputFolder: URL? { get }
}

extension Encode: FolderWriter {
  var outputFolder: URL? { output.url }
}

extension Train: FolderWriter {
  // Of several processes the first alone locks it, once they are connected.
  var outputFolder: URL? { printConfig || dryRun || distributed ? nil : output.url }
}

extension Tune: FolderWriter {
  var outputFolder: URL? { output.url }
}

extension Compare: FolderWriter {
  var outputFolder: URL? { URL(fileURLWithPath: output, isDirectory: true) }
}
