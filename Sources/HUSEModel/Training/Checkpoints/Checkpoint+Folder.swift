public import Foundation

extension Checkpoint {
  private static let suffix = ".checkpoint"
  private static let prefix = "step-"
  private static let bestName = "best" + suffix

  /// The newest checkpoint in a folder that `Checkpointing` writes to, or `nil` if there is none.
  ///
  /// - Throws: `HUSEError.malformedFile` or `.unsupportedFile` if the newest cannot be read; the
  ///   message names the previous one.
  public static func latest(in folder: URL) throws(HUSEError) -> Checkpoint? {
    let files = files(in: folder)
    guard let newest = files.last else { return nil }
    do throws(HUSEError) {
      return try Checkpoint(contentsOf: newest)
    } catch .malformedFile(let path, let problem, let remedy) {
      let previous = files.dropLast().last?.lastPathComponent
      throw .malformedFile(
        path: path, problem: problem,
        remedy: previous.map { "Remove it to continue from the one before, \($0)." } ?? remedy)
    }
  }

  /// The checkpoint of the best validation in a folder, or `nil` if there is none.
  ///
  /// - Throws: `HUSEError.malformedFile` or `.unsupportedFile` if it cannot be read.
  public static func best(in folder: URL) throws(HUSEError) -> Checkpoint? {
    let file = bestFile(in: folder)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try Checkpoint(contentsOf: file)
  }

  /// The checkpoint files of the steps in a folder, the newest last, without the checkpoint of the
  /// best validation.
  public static func files(in folder: URL) -> [URL] {
    names(in: folder).compactMap { name in step(ofFileNamed: name).map { (step: $0, name: name) } }
      .sorted { $0.step < $1.step }.map { folder.appendingPathComponent($0.name) }
  }

  static func file(ofStep step: Int, in folder: URL) -> URL {
    let digits = String(step)
    let padded = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
    return folder.appendingPathComponent(prefix + padded + suffix)
  }

  static func bestFile(in folder: URL) -> URL { folder.appendingPathComponent(bestName) }

  /// The step in the name of a checkpoint file.
  static func step(of file: URL) -> Int? { step(ofFileNamed: file.lastPathComponent) }

  /// Whether it was read from a folder.
  func lies(in folder: URL) -> Bool {
    path.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().resolvingSymlinksInPath().path
        == folder.resolvingSymlinksInPath().path
    } ?? false
  }

  /// Removes the checkpoints in a folder, and nothing else in it.
  ///
  /// - Throws: `HUSEError.writeFailed` for a file that cannot be removed.
  package static func removeAll(in folder: URL) throws(HUSEError) {
    removePartialFiles(in: folder)
    let best = bestFile(in: folder)
    let hasBest = FileManager.default.fileExists(atPath: best.path)
    for file in files(in: folder) + (hasBest ? [best] : []) {
      do { try FileManager.default.removeItem(at: file) } catch {
        throw .writeFailed(path: file.path, problem: error.localizedDescription)
      }
    }
  }

  /// Removes partial files of a process that was killed while it wrote a checkpoint.
  static func removePartialFiles(in folder: URL) {
    for name in names(in: folder)
    where name.hasSuffix(".partial") && name.contains(suffix + ".")
      && (name.hasPrefix(prefix) || name.hasPrefix(bestName))
    {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  private static func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }

  private static func step(ofFileNamed name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
  }
}
