import Foundation
import HUSECore

/// Collects the rows of a file of features and writes it.
struct ShardBuilder {
  private var images: [Matrix] = []
  private var texts: [Matrix] = []
  private var classes: [String] = []
  private var identifiers: [String] = []
  private var groups: [String] = []
  private var testRows: [Int] = []
  /// The fingerprint of the input of each row.
  private var fingerprints: [Modality: [String]] = [:]
  /// The errors of the skipped items.
  var skipped: [String] = []

  mutating func add(
    _ items: Slice<PairedItems>, images: Matrix, texts: Matrix,
    fingerprints: [Modality: [String]]
  ) {
    self.fingerprints.merge(fingerprints) { $0 + $1 }
    self.images.append(images)
    self.texts.append(texts)
    testRows += items.enumerated().filter(\.element.isTest).map { classes.count + $0.offset }
    classes += items.map(\.className)
    identifiers += items.map(\.identifier)
    groups += items.map { $0.group ?? "" }
  }

  /// Writes the file, unless it has no rows.
  func write(
    number: Int, itemCount: Int, _ manifest: EncodingManifest, to folder: URL
  ) throws(HUSEError) -> EncodingManifest.Shard {
    guard !classes.isEmpty else {
      return EncodingManifest.Shard(
        file: nil, itemCount: itemCount, rowCount: 0, checksum: "", skipped: skipped)
    }
    let digits = String(number)
    let name =
      EncodingManifest.fileNamePrefix + String(repeating: "0", count: max(5 - digits.count, 0))
      + digits + EncodingManifest.suffix(generation: manifest.generation)
    let url = folder.appendingPathComponent(name)
    let pairs = try PairedFeatures(
      images: .joining(images), texts: .joining(texts), classes: classes,
      classNames: manifest.classNames, identifiers: identifiers, allowsEmptyClasses: true)
    var metadata = [Self.groupsName: try PairedFeatures.json(groups)]
    for (modality, list) in fingerprints {
      metadata[ReusableFeatures.fingerprintsName(modality)] = try PairedFeatures.json(list)
    }
    if !testRows.isEmpty { metadata[Self.testRowsName] = "\(testRows)" }
    try pairs.writeSafetensors(to: url, metadata: metadata, precision: manifest.precision)
    return EncodingManifest.Shard(
      file: name, itemCount: itemCount, rowCount: pairs.count,
      checksum: EncodingManifest.checksum(of: try MappedFile(contentsOf: url)), skipped: skipped)
  }

  /// The name of the metadata with the group of each row, empty for a row without a group.
  static let groupsName = "groups"
  /// The name of the metadata with the rows of the official test split, if it has any.
  static let testRowsName = "test"
}
