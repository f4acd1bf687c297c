import Foundation
import HUSE

/// A command that fills a folder, which it has for itself while it runs.
protocol FolderWriter {
  var outputFolder: URL { get }
}

extension Encode: FolderWriter {
  var outputFolder: URL { output.url }
}

extension Train: FolderWriter {
  var outputFolder: URL { output.url }
}

extension Tune: FolderWriter {
  var outputFolder: URL { output.url }
}

extension Compare: FolderWriter {
  var outputFolder: URL { URL(fileURLWithPath: output, isDirectory: true) }
}
