/// What the metadata of a file of this library says that it is.
package struct FileFormat: Sendable {
  let name: String
  /// What messages call such a file, with its article.
  let noun: String
  /// What a remedy calls such a file.
  let kind: Remedy.SavedFile
  /// The version that is written, and the newest that is read.
  package let version: Int
  /// The first version with a checksum.
  let firstChecksummedVersion: Int
  /// The version of a file that names none; `nil` where every file names its version.
  var unnamedVersion: Int?

  /// A model.
  ///
  /// Version 2 has a classifier for texts, version 3 a similarity scale, version 4 a checksum,
  /// version 5 dropout of features, class opinions, a class component and a recipe.
  package static let model = FileFormat(
    name: "huse-model", noun: "a model", kind: .model, version: 5,
    firstChecksummedVersion: 4)

  /// An index.
  ///
  /// Version 2 has a version and a checksum, version 3 other ways to store vectors, identifiers
  /// outside the metadata, and attributes, version 4 the graph of an approximate index; without one
  /// version 3 is written.
  static let index = FileFormat(
    name: "huse-index", noun: "an index", kind: .index, version: 4,
    firstChecksummedVersion: 2, unnamedVersion: 1)

  /// A model's structure in the metadata, as JSON.
  static let structureKey = "model"
  private static let formatKey = "format"
  private static let versionKey = "format_version"

  /// The metadata of a file, with more; `version` is the newest that has all of its content, by
  /// default that of the format.
  func metadata(and more: [String: String], version: Int? = nil) -> [String: String] {
    more.merging([Self.formatKey: name, Self.versionKey: String(version ?? self.version)]) { $1 }
  }

  /// Checks what a file says that it is, and its checksum.
  ///
  /// - Throws: `HUSEError.malformedFile` for another format and for damage, `.unsupportedFile` for
  ///   another version.
  func check(_ file: SafetensorsFile) throws(HUSEError) {
    guard file.metadata[Self.formatKey] == name else {
      throw .malformedFile(
        path: file.path, problem: "is not \(noun): its metadata has no format '\(name)'",
        remedy: .passFile(kind))
    }
    // Before the version: where that is damaged, the file is not newer. What cannot be read here is
    // a newer version's, or is missed below.
    if file.hasKnownChecksum { try file.verifyChecksum() }
    let found = file.metadata[Self.versionKey] ?? unnamedVersion.map(String.init) ?? "none"
    guard let number = Int(found), (1...version).contains(number) else {
      throw .unsupportedFile(
        path: file.path, found: "format version \(found)",
        supported: version == 1
          ? "1; newer files need a newer HUSE" : "1 to \(version); newer files need a newer HUSE")
    }
    if number >= firstChecksummedVersion, !file.hasKnownChecksum { try file.verifyChecksum() }
  }
}
