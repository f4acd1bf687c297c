import Foundation
import HUSECore

/// The folder of a data set, and the folder in it that holds the images: finds the file that a
/// table names, and none outside.
struct ItemFolder {
  /// An image file that is there.
  struct Image: Equatable {
    let file: URL
    /// The path below the images, as the table may write it without `images/`.
    let path: String
  }

  /// Where the file lies that a table names.
  enum Place: Equatable {
    case inside(Image)
    case outside
    case nowhere
  }

  /// The name of the folder of images, below the folder of the data set.
  let name: String
  let root: URL
  let images: URL
  /// The folders, with their links resolved, that a file must lie in.
  private let resolved: [[String]]

  /// - Parameter images: the path of the folder of images, below `root`.
  init(_ root: URL, images: String) {
    name = images
    self.root = root
    self.images = root.appendingPathComponent(images)
    resolved = [root, self.images].map { $0.resolvingSymlinksInPath().pathComponents }
  }

  /// Finds the file of a table.
  ///
  /// - Throws: `HUSEError.fileNotFound` for one that is not there, `.malformedFile` for one that a
  ///   link takes out of the folder.
  static func table(_ name: String, in folder: URL, remedy: Remedy) throws(HUSEError) -> URL {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw .fileNotFound(path: file.path, remedy: remedy)
    }
    // Whoever passes a path with `..` means it; a link may be another's.
    guard
      name.split(separator: "/").contains("..")
        || ItemFolder(folder, images: "").contains(file)
    else {
      throw .malformedFile(
        path: file.path, problem: "is a link out of the folder",
        remedy: "Copy the table into the folder.")
    }
    return file
  }

  /// The file of an image: below the images, or with `images/` before it, or the whole path.
  ///
  /// Names are found in either Unicode form, composed or decomposed, since archives from macOS hold
  /// the latter.
  ///
  /// - Parameter written: what the table says.
  func place(of written: String) -> Place {
    guard !written.split(separator: "/").contains("..") else { return .outside }
    let isWhole = written.hasPrefix("/")
    for folder in isWhole ? [URL(fileURLWithPath: "/")] : [images, root] {
      guard let file = Self.file(written, below: folder) else { continue }
      return contains(file)
        ? .inside(Image(file: file, path: path(of: file, written: written))) : .outside
    }
    // Whether or not there is a file.
    return isWhole && !contains(URL(fileURLWithPath: written)) ? .outside : .nowhere
  }

  /// What messages call an image.
  func name(of written: String) -> String {
    written.hasPrefix("/") || written.hasPrefix("\(name)/") ? written : "\(name)/\(written)"
  }

  private func contains(_ file: URL) -> Bool {
    let file = file.resolvingSymlinksInPath().pathComponents
    return resolved.contains { file.starts(with: $0) }
  }

  /// The path below the images, or else below the folder.
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
