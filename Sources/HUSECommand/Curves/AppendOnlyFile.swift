import Foundation
import HUSE

/// A file that is written piece by piece.
struct AppendOnlyFile {
  private let handle: FileHandle
  private let path: String

  /// Makes the file, or continues one that is there.
  ///
  /// - Parameter kept: what stays of its content.
  init(_ url: URL, keeping kept: (Data) -> Data = { _ in Data() }) throws(HUSEError) {
    path = url.path
    try AtomicWrite.write(kept(FileManager.default.contents(atPath: path) ?? Data()), to: url)
    guard let handle = FileHandle(forWritingAtPath: path), (try? handle.seekToEnd()) != nil else {
      throw .writeFailed(path: path, problem: "it cannot be opened")
    }
    self.handle = handle
  }

  func append(_ data: Data) throws(HUSEError) {
    do { try handle.write(contentsOf: data) } catch {
      throw .writeFailed(path: path, problem: error.localizedDescription)
    }
  }
}
