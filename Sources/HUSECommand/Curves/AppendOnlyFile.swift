import Foundation
import HUSE

/// A file that only grows.
struct AppendOnlyFile {
  private let handle: FileHandle
  private let path: String

  /// Creates the file, or continues an existing one with the content that `kept` returns.
  init(_ url: URL, keeping kept: (Data) -> Data = { _ in Data() }) throws(HUSEError) {
    path = url.path
    try AtomicWrite.write(kept(FileManager.default.contents(atPath: path) ?? Data()), to: url)
    guard let handle = FileHandle(forWritingAtPath: path), (try? handle.seekToEnd()) != nil else {
      throw .writeFailed(path: path, problem: "it cannot be opened")
    }
    self.handle = handle
  }

  /// Appends to an existing file; the data is on disk when the call returns.
  static func append(_ data: Data, to url: URL) throws(HUSEError) {
    do {
      let handle = try FileHandle(forWritingTo: url)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: data)
      try handle.synchronize()
    } catch {
      throw .writeFailed(path: url.path, problem: error.localizedDescription)
    }
  }

  func append(_ data: Data) throws(HUSEError) {
    do { try handle.write(contentsOf: data) } catch {
      throw .writeFailed(path: path, problem: error.localizedDescription)
    }
  }
}
