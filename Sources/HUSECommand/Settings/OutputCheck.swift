import Foundation
import HUSE

/// Refuses to write over what a command reads.
enum OutputCheck {
  /// Checks that no output is one of the inputs, by another name or link either.
  ///
  /// - Parameters:
  ///   - outputs: files or folders that are written.
  ///   - inputs: files or folders that are read; of a folder, the files in it too.
  /// - Throws: `HUSEError.invalidArgument`.
  static func check(_ outputs: [URL], areNotAmong inputs: [URL?]) throws(HUSEError) {
    let written = Dictionary(
      outputs.compactMap { url in Identity(url).map { ($0, url) } }, uniquingKeysWith: { $1 })
    guard !written.isEmpty else { return }
    for input in inputs.compactMap(\.self) {
      for file in [input] + contents(of: input) {
        guard let output = Identity(file).flatMap({ written[$0] }) else { continue }
        throw .invalidArgument(
          name: "--output", found: "\(output.path), which is read too",
          expected: "a file or folder that is not an input")
      }
    }
  }

  private static func contents(of folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.map { folder.appendingPathComponent($0) }
  }

  /// What is the same for all names of a file or folder.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// `nil` for nothing, and for a device, which is no less after it was written to.
    init?(_ url: URL) {
      var status = stat()
      guard stat(url.path, &status) == 0, [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
      else { return nil }
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }
}
