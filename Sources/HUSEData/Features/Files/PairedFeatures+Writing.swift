public import Foundation
public import HUSECore

extension PairedFeatures {
  /// Writes the data set as a .safetensors file, or as a folder if the path has no extension.
  ///
  /// `PairedFeatures(contentsOf:)` reads both bit for bit, and so do `safetensors` and NumPy. A
  /// folder contains images.npy, texts.npy, labels.npy, classes.txt and, if rows have names,
  /// identifiers.txt. It must be empty or not exist. The file or folder is written completely or
  /// not at all. If a class has no rows, read the data set with `allowsEmptyClasses: true`.
  ///
  /// - Throws: `HUSEError.writeFailed`; `.unsupportedFile` for another extension;
  ///   `.invalidArgument` if a name in a folder would be empty, contain a line break, or begin or
  ///   end with white space.
  public func write(to url: URL) throws(HUSEError) {
    switch url.pathExtension.lowercased() {
    case "safetensors": try writeSafetensors(to: url)
    case "": try writeFolder(to: url)
    default:
      throw .unsupportedFile(
        path: url.path, found: "the extension '\(url.pathExtension)'",
        supported: ".safetensors, or no extension for a folder")
    }
  }

  /// Writes a .safetensors file with additional metadata.
  func writeSafetensors(
    to url: URL, metadata more: [String: String] = [:], precision: StoredPrecision = .float32
  ) throws(HUSEError) {
    var metadata = more
    metadata[SafetensorsName.classes] = try Self.json(classNames)
    if let identifiers { metadata[SafetensorsName.identifiers] = try Self.json(identifiers) }
    try SafetensorsFile.write(
      [SafetensorsName.images: Tensor(images), SafetensorsName.texts: Tensor(texts)],
      precision: precision, integers: [SafetensorsName.labels: labels], metadata: metadata, to: url)
  }

  /// A list of texts as JSON, for the metadata of a file.
  static func json(_ list: [String]) throws(HUSEError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(list) else {
      throw .invalidArgument(
        name: "names", found: "text that JSON cannot hold", expected: "names in Unicode")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func writeFolder(to url: URL) throws(HUSEError) {
    let classLines = try Self.lines(classNames, "classNames")
    let identifierLines = try identifiers.map { (names) throws(HUSEError) in
      try Self.lines(names, "identifiers")
    }
    try NewFolder.write(to: url) { (folder) throws(HUSEError) in
      try NPYFile.write(images, to: folder.appendingPathComponent("images.npy"))
      try NPYFile.write(texts, to: folder.appendingPathComponent("texts.npy"))
      try NPYFile.write(labels, to: folder.appendingPathComponent("labels.npy"))
      try AtomicWrite.write(classLines, to: folder.appendingPathComponent("classes.txt"))
      if let identifierLines {
        try AtomicWrite.write(
          identifierLines, to: folder.appendingPathComponent("identifiers.txt"))
      }
    }
  }

  private static func lines(_ names: [String], _ argument: String) throws(HUSEError) -> Data {
    for name in names
    where name.isEmpty || name.contains(where: \.isNewline)
      || name.trimmingCharacters(in: .whitespaces) != name
    {
      throw .invalidArgument(
        name: argument, found: "'\(name)'",
        expected: "names without line breaks and without white space at their ends; "
          + "or write a .safetensors file")
    }
    return Data(names.map { $0 + "\n" }.joined().utf8)
  }
}
