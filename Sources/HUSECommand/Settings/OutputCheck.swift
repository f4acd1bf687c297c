import Foundation
import HUSE

/// Rejects outputs that would overwrite the inputs of a command.
enum OutputCheck {
  /// Checks that no output is one of the inputs, even under a different name or through links.
  ///
  /// - Parameters:
  ///   - outputs: files or folders that are written.
  ///   - inputs: files or folders that are read; the files in such a folder count as inputs.
  /// - Throws: `HUSEError.invalidArgument` if an output is an input.
  static func check(_ outputs: [URL], areNotAmong inputs: [URL?]) throws(HUSEError) {
    let written = Dictionary(
      outputs.compactMap { url in Identity(url).map { ($0, url) } }, uniquingKeysWith: { $1 })
    guard !written.isEmpty else { return }
    for input in inputs.compactMap(\.self) {
      for file in [input] + files(in: input) {
        guard let output = Identity(file).flatMap({ written[$0] }) else { continue }
        throw error(output)
      }
    }
  }

  /// Checks that an output is not the file that standard input reads.
  ///
  /// - Throws: `HUSEError.invalidArgument` if it is.
  static func checkIsNotStandardInput(_ output: URL) throws(HUSEError) {
    guard let input = Identity(descriptor: STDIN_FILENO), input == Identity(output) else { return }
    throw error(output)
  }

  private static func error(_ output: URL) -> HUSEError {
    .invalidArgument(
      name: "--output", found: "\(output.path), which is also read",
      expected: "a file or folder that is not an input")
  }

  /// The files in a folder, without its folders, which may be outputs of earlier runs.
  private static func files(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.map { folder.appendingPathComponent($0) }.filter { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// The identity of a file or folder, which is the same for all its names.
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64

    /// Finds the identity, or `nil` if there is no file or if it is a device, which cannot be
    /// overwritten.
    init?(_ url: URL) {
      var status = stat()
      guard stat(url.path, &status) == 0 else { return nil }
      self.init(status)
    }

    init?(descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      self.init(status)
    }

    private init?(_ status: stat) {
      guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return nil }
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }
  }
}
