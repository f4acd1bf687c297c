/// The format that a file of this library states in its metadata.
package struct FileFormat: Sendable {
  let name: String
  /// The noun for such a file in messages, with its article.
  let noun: String
  /// The type of such a file in a remedy.
  let kind: Remedy.SavedFile
  /// The version that is written, which is also the newest that can be read.
  package let version: Int
  /// The first version with a checksum.
  let firstChecksummedVersion: Int
  /// The version of a file that states none, or `nil` if every file states its version.
  var unnamedVersion: Int?

  /// The format of a model.
  ///
  /// Version 2 added a classifier for texts, version 3 a similarity scale, version 4 a checksum,
  /// version 5 dropout of features, class opinions, a class component and a recipe, and version 6
  /// encoders whose weights have fewer than 32 bits; a model without one is written as version 5.
  package static let model = FileFormat(
    name: "huse-model", noun: "a model", kind: .model, version: 6,
    firstChecksummedVersion: 4)

  /// The version of a model whose numbers all have 32 bits.
  static let lastModelOfFullPrecision = 5

  /// The format of an index.
  ///
  /// Version 2 added a version and a checksum. Version 3 added other ways to store vectors,
  /// identifiers outside the metadata, and attributes. Version 4 added the graph of an approximate
  /// index; an index without one is written as version 3.
  static let index = FileFormat(
    name: "huse-index", noun: "an index", kind: .index, version: 4,
    firstChecksummedVersion: 2, unnamedVersion: 1)

  /// The metadata key for a model's structure, which is JSON.
  static let structureKey = "model"
  private static let formatKey = "format"
  private static let versionKey = "format_version"

  /// The metadata of a file in this format, with additional entries.
  ///
  /// `version` is the version that the file states; by default the newest of the format.
  func metadata(and more: [String: String], version: Int? = nil) -> [String: String] {
    more.merging([Self.formatKey: name, Self.versionKey: String(version ?? self.version)]) { $1 }
  }

  /// Checks the format and the version that a file states, and its checksum.
  ///
  /// - Throws: `HUSEError.malformedFile` for a different format or a damaged file,
  ///   `.unsupportedFile` for an unsupported version.
  func check(_ file: SafetensorsFile) throws(HUSEError) {
    guard file.metadata[Self.formatKey] == name else {
      throw .malformedFile(
        path: file.path, problem: "is not \(noun): its metadata has no format '\(name)'",
        remedy: .passFile(kind))
    }
    // The checksum comes before the version: if the version is damaged, the file is not a newer
    // one. A checksum of an unknown type belongs to a newer version or is reported as missing
    // below.
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
