package import Foundation

extension FileManager {
  /// Creates a folder, and the folders above it, unless it exists.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  package func createFolder(at url: URL) throws(HUSEError) {
    do {
      try createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .writeFailed(path: url.path, problem: error.localizedDescription)
    }
  }
}
