import Foundation
import Glibc

/// A folder of one process for the parsers that read files, in memory where the system has one.
struct MemoryFolder {
  let url: URL

  static let shared = MemoryFolder()

  private init() {
    let memory = "/dev/shm"
    let parent =
      FileManager.default.isWritableFile(atPath: memory)
      ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
    url = parent.appendingPathComponent("huse-fuzz-\(getpid())")
    // Static, for a C function captures nothing.
    Self.path = url.path
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      fatalError("\(url.path): \(error)")
    }
    atexit { try? FileManager.default.removeItem(atPath: MemoryFolder.path) }
  }

  nonisolated(unsafe) private static var path = ""

  /// Writes a file in place of one of the same name, and returns where it lies.
  func write(_ bytes: some Sequence<UInt8>, to name: String) -> URL {
    let file = url.appendingPathComponent(name)
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let bytes = Array(bytes)
    guard descriptor >= 0,
      bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
    else { fatalError("\(file.path): cannot be written") }
    close(descriptor)
    return file
  }

  /// Makes a folder in this one.
  func folder(_ name: String) -> URL {
    let folder = url.appendingPathComponent(name)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      fatalError("\(folder.path): \(error)")
    }
    return folder
  }
}
