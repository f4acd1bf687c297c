import Foundation
import HUSE

/// The images of the items, in a folder that nothing else is read from.
struct ItemImages: Sendable {
  private let files: [String: URL]
  /// The folder, with links resolved.
  private let roots: [String]

  private static let sizeLimit = 32 << 20
  /// What browsers show.
  private static let mediaTypes: Set = [
    "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/avif",
  ]

  init(_ pairs: PairedItems, folder: URL) {
    files = Dictionary(pairs.map { ($0.identifier, $0.image) }) { first, _ in first }
    roots = [folder, folder.appendingPathComponent("images")]
      .map { $0.resolvingSymlinksInPath().path + "/" }
  }

  var isEmpty: Bool { files.isEmpty }

  /// The bytes of the image of an item.
  ///
  /// - Throws: `APIError.notFound` for an unknown name, and for a file that has gone, is too large,
  ///   or lies outside the folder by now.
  func bytes(of identifier: String) throws(APIError) -> Data {
    guard let file = files[identifier], let bytes = read(file) else {
      throw .notFound("There is no image of this item.")
    }
    return bytes
  }

  /// The bytes of the image of an item with their media type, for a browser.
  ///
  /// - Throws: `APIError.notFound` as `bytes(of:)`, and for a format that browsers do not show.
  func image(of identifier: String) throws(APIError) -> (bytes: Data, mediaType: String) {
    let bytes = try bytes(of: identifier)
    guard let header = try? ImageHeader(of: .data(bytes)),
      Self.mediaTypes.contains(header.mediaType)
    else { throw .notFound("The image of this item has a format that browsers do not show.") }
    return (bytes, header.mediaType)
  }

  private func read(_ file: URL) -> Data? {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      (1...Self.sizeLimit).contains(Int(status.st_size)), isInside(descriptor)
    else { return nil }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    return try? handle.read(upToCount: Int(status.st_size))
  }

  /// Whether the opened file lies in the folder, wherever links have led to.
  private func isInside(_ descriptor: Int32) -> Bool {
    let link = "/proc/self/fd/\(descriptor)"
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
      return false
    }
    return roots.contains { path.hasPrefix($0) }
  }
}
