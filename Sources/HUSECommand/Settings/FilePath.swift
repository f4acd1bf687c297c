import ArgumentParser
import Foundation
import HUSE

/// A file or a folder that an option names.
struct FilePath: Hashable, Sendable {
  /// The path as the user wrote it.
  let path: String

  /// The path for messages, where a line feed would forge a line.
  var shown: String { path.escapingControls() }

  var url: URL { URL(fileURLWithPath: path) }
  /// The absolute path.
  var absolute: String { url.standardizedFileURL.path }
  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Whether there is a folder at this path.
  var isFolder: Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}

extension FilePath: ExpressibleByArgument {
  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    path = argument
  }

  var defaultValueDescription: String { path }
  static var defaultCompletionKind: CompletionKind { .file() }
}

/// The value of a setting that names a file.
///
/// In a settings file it is relative to that file's folder.
protocol PathSetting: ExpressibleByArgument {
  /// The path; `nil` for a value that is not a path.
  var filePath: FilePath? { get }
}

extension FilePath: PathSetting {
  var filePath: FilePath? { self }
}
