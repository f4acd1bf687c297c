import Foundation
import HUSECore

/// The folder of a data set, with a folder of images in it.
///
/// It finds the files that a table names and refuses files outside.
struct ItemFolder {
  /// An image file that exists.
  struct Image: Equatable {
    let file: URL
    /// The path in the folder of images.
    let path: String
  }

  /// The location of a file that a table names.
  enum Location: Equatable {
    case found(Image)
    case outside
    case missing
  }

  /// The path of the folder of images in the folder of the data set.
  let name: String
  let root: URL
  let images: URL
  /// The folders that may contain files, with links resolved.
  private let resolved: [[String]]

  /// Creates a value for a folder.
  ///
  /// - Parameters:
  ///   - root: the folder of the data set.
  ///   - images: the path of the folder of images in `root`.
  init(_ root: URL, images: String) {
    name = images
    self.root = root
    self.images = root.appendingPathComponent(images)
    resolved = [root, self.images].map { $0.resolvingSymlinksInPath().pathComponents }
  }

  /// Finds a table.
  ///
  /// - Throws: `HUSEError.fileNotFound` if it does not exist; `.malformedFile` if it is a link to a
  ///   file outside the folder.
  static func table(_ name: String, in folder: URL, remedy: Remedy) throws(HUSEError) -> URL {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .fileNotFound(path: file.path, remedy: remedy)
    }
    // A caller who passes a path with `..` intends it, but a link may be part of untrusted data.
    if !name.split(separator: "/").contains("..") { try checkIsInside(file, folder: folder) }
    return file
  }

  /// Checks that a file is not a link to a file outside its folder.
  ///
  /// - Throws: `HUSEError.malformedFile` if it is.
  static func checkIsInside(_ file: URL, folder: URL) throws(HUSEError) {
    guard ItemFolder(folder, images: "").contains(file) else {
      throw .malformedFile(
        path: file.path, problem: "is a link to a file outside the folder",
        remedy: "Copy the file into the folder.")
    }
  }

  /// The location of an image.
  ///
  /// Names match in composed and decomposed Unicode form, since archives from macOS have the
  /// latter.
  ///
  /// - Parameter written: the path in the table: in the folder of images, with `images/` before it,
  ///   or absolute.
  /// - Returns: where the image is, or why it is refused.
  func location(of written: String) -> Location {
    guard !written.split(separator: "/").contains("..") else { return .outside }
    let isAbsolute = written.hasPrefix("/")
    for folder in isAbsolute ? [URL(fileURLWithPath: "/")] : [images, root] {
      guard let file = Self.file(written, below: folder) else { continue }
      return contains(file)
        ? .found(Image(file: file, path: path(of: file, written: written))) : .outside
    }
    // Even if there is no such file.
    return isAbsolute && !contains(URL(fileURLWithPath: written)) ? .outside : .missing
  }

  /// The name of an image for messages.
  func name(of written: String) -> String {
    written.hasPrefix("/") || written.hasPrefix("\(name)/") ? written : "\(name)/\(written)"
  }

  /// Whether a file, or the target of a link, is in the folder.
  func contains(_ file: URL) -> Bool {
    let file = file.resolvingSymlinksInPath().pathComponents
    return resolved.contains { file.starts(with: $0) }
  }

  /// The path in the folder of images, or else in the folder of the data set.
  private func path(of file: URL, written: String) -> String {
    for folder in [images, root] {
      let (file, folder) = (file.standardizedFileURL.path, folder.standardizedFileURL.path + "/")
      if file.hasPrefix(folder) { return String(file.dropFirst(folder.count)) }
    }
    return written
  }

  private static func file(_ path: String, below folder: URL) -> URL? {
    let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
    guard !parts.isEmpty else { return nil }
    var url = folder
    for part in parts {
      let forms = [
        part, part.precomposedStringWithCanonicalMapping, part.decomposedStringWithCanonicalMapping,
      ]
      guard
        let found = forms.map({ url.appendingPathComponent($0) })
          .first(where: { FileManager.default.fileExists(atPath: $0.path) })
      else { return nil }
      url = found
    }
    var isFolder = ObjCBool(false)
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && !isFolder.boolValue ? url : nil
  }
}
