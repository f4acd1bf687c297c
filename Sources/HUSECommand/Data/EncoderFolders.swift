import Foundation
import HUSE

/// The folders that are searched for encoders, in order.
struct EncoderFolders {
  let folders: [URL]

  static let variable = "HUSE_ENCODERS"

  /// - Parameters:
  ///   - given: the folder that an option names, which is then the only one. Without it, the folder
  ///     in `HUSE_ENCODERS`, if set, is the only one.
  ///   - environment: the environment variables.
  init(
    _ given: FilePath?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    func folder(_ name: String) -> URL? {
      environment[name].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0, isDirectory: true) }
    }
    if let only = given?.url ?? folder(Self.variable) {
      folders = [only]
      return
    }
    // The XDG base directory specification says that relative paths are ignored.
    let isAbsolute = environment["XDG_DATA_HOME"]?.hasPrefix("/") == true
    let data =
      isAbsolute
      ? folder("XDG_DATA_HOME") : folder("HOME")?.appendingPathComponent(".local/share")
    folders =
      [URL(fileURLWithPath: ".cache/encoders", isDirectory: true)]
      + [data?.appendingPathComponent("huse/encoders", isDirectory: true)].compactMap(\.self)
  }

  /// The first file of a name in the folders.
  ///
  /// - Parameters:
  ///   - name: the name of the file.
  ///   - otherwise: what a user without the file can do.
  /// - Returns: where the file is.
  /// - Throws: `HUSEError.fileNotFound`, which lists the folders that were searched.
  func url(of name: String, otherwise: String = "") throws(HUSEError) -> URL {
    if let url = existing(name) { return url }
    throw .fileNotFound(
      path: folders[0].appendingPathComponent(name).path,
      remedy: .text(
        (folders.count > 1
          ? "Nor is it in \(folders.dropFirst().map(\.path).joined(separator: ", ")). " : "")
          + "Fetch it with Scripts/fetch-encoders, or pass --encoders or set \(Self.variable) to "
          + "the folder that holds it.\(otherwise)"))
  }

  /// The first file or folder of a name in the folders; `nil` if there is none.
  func existing(_ name: String) -> URL? {
    folders.map { $0.appendingPathComponent(name) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
