public import Foundation
public import HUSECore

extension PairedFeatures {
  /// Writes the data set as one .safetensors file, or as a folder where the path has no extension.
  ///
  /// `PairedFeatures(contentsOf:)` reads both back, bit for bit; so do `safetensors` and NumPy.
  /// The folder holds images.npy, texts.npy, labels.npy, classes.txt and, where rows have names,
  /// identifiers.txt; it must not exist, or be empty. File and folder appear whole or not at all.
  /// A data set in which a class has no rows is read back with `allowsEmptyClasses: true`.
  ///
  /// - Throws: `HUSEError.writeFailed`; `.unsupportedFile` for another extension;
  ///   `.invalidArgument` if a name that goes to a folder is empty, holds a line break or begins or
  ///   ends with white space.
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

  /// Writes a .safetensors file with more metadata than its own.
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
        expected: "names that fit a line each, without white space at their ends; "
          + "or write a .safetensors file")
    }
    return Data(names.map { $0 + "\n" }.joined().utf8)
  }
}
