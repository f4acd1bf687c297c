import Foundation
import HUSECore

extension PairedFeatures {
  /// Reads the files of a folder.
  init(_ folder: FeatureFolder, allowsEmptyClasses: Bool) throws(HUSEError) {
    let shards = try folder.completeShards()
    guard shards.isEmpty else {
      try self.init(shards: shards, allowsEmptyClasses: allowsEmptyClasses)
      return
    }
    let (images, texts) = try folder.imageAndTextFiles()
    let labels = try folder.file(of: "labels")
    func source(_ files: [URL], _ part: String) -> String {
      files.count == 1 ? files[0].path : "\(folder.url.path): \(part)"
    }
    let sources = SourceNames(
      images: source(images, "images"), texts: source(texts, "texts"), labels: labels.path,
      identifiers: folder.url.appendingPathComponent("identifiers.txt").path)
    try self.init(
      images: Self.matrix(images, named: sources.images),
      texts: Self.matrix(texts, named: sources.texts),
      labels: FeatureFile.labels(contentsOf: labels), classNames: folder.lines(of: "classes.txt"),
      identifiers: folder.lines(of: "identifiers.txt"), allowsEmptyClasses: allowsEmptyClasses,
      sources: sources)
  }

  /// Reads the rows of several .safetensors files.
  ///
  /// - Throws: the errors of reading a file; `HUSEError.invalidData` if class names differ or only
  ///   some files have identifiers.
  init(shards: [URL], allowsEmptyClasses: Bool) throws(HUSEError) {
    var parts: [PairedFeatures] = []
    for url in shards {
      let part = try PairedFeatures(
        safetensors: SafetensorsFile(contentsOf: url), allowsEmptyClasses: true)
      let first = parts.first ?? part
      try Self.check(part.classNames, of: url, like: first.classNames, of: shards[0])
      guard (part.identifiers == nil) == (first.identifiers == nil) else {
        throw .invalidData(
          source: url.path,
          problem: "has \(part.identifiers == nil ? "no " : "")identifiers, unlike "
            + shards[0].lastPathComponent,
          remedy: "Write identifiers to all files or to none.")
      }
      parts.append(part)
    }
    let identifiers = parts.compactMap(\.identifiers)
    try self.init(
      images: Self.joined(parts.map(\.images), named: "images"),
      texts: Self.joined(parts.map(\.texts), named: "texts"), labels: parts.flatMap(\.labels),
      classNames: parts[0].classNames,
      identifiers: identifiers.isEmpty ? nil : identifiers.flatMap(\.self),
      allowsEmptyClasses: allowsEmptyClasses)
  }

  /// Checks that two files have the same classes.
  static func check(
    _ names: [String], of url: URL, like expected: [String], of first: URL
  ) throws(HUSEError) {
    guard names == expected else {
      throw .invalidData(
        source: url.path, problem: "has different class names than \(first.lastPathComponent)",
        remedy: "Write the names of all classes to all files, in the same order.")
    }
  }

  /// Reads the rows of several files.
  private static func matrix(_ files: [URL], named name: String) throws(HUSEError) -> Matrix {
    guard files.count > 1 else { return try FeatureFile.matrix(contentsOf: files[0]) }
    var matrices: [Matrix] = []
    for file in files {
      let matrix = try FeatureFile.matrix(contentsOf: file)
      // Checked here, where the error can name the file.
      try checkFinite(matrix, source: file.path)
      matrices.append(matrix)
    }
    return try joined(matrices, named: name)
  }

  private static func joined(_ matrices: [Matrix], named name: String) throws(HUSEError) -> Matrix {
    for (index, matrix) in matrices.enumerated() where matrix.columns != matrices[0].columns {
      throw .shapeMismatch(
        expected: [matrix.rows, matrices[0].columns], found: [matrix.rows, matrix.columns],
        in: "\(name), file \(index + 1) of \(matrices.count)",
        remedy: "All files must have rows of the same length.")
    }
    return matrices.count == 1 ? matrices[0] : .joining(matrices)
  }
}
