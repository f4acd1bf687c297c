import Foundation
import HUSEData
import Testing

/// Folders whose features are cut into files, in memory and as a stream.
@Suite struct FeatureFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let pairs = Result { try PairedFeaturesReadingTests.expected() }

  private func place(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

  /// Images in two .npy files, texts in three or in one.
  private func writeArrays(cutsTexts: Bool = true) throws {
    let pairs = try Self.pairs.get()
    try NPYFile.write(pairs.images[rows: 0..<4], to: place("images-000.npy"))
    try NPYFile.write(pairs.images[rows: 4..<6], to: place("images-001.npy"))
    if cutsTexts {
      for row in 0..<3 {
        try NPYFile.write(pairs.texts[rows: 2 * row..<2 * row + 2], to: place("texts-\(row).npy"))
      }
    } else {
      try NPYFile.write(pairs.texts, to: place("texts.npy"))
    }
    try NPYFile.write(pairs.labels, to: place("labels.npy"))
    try folder.write(pairs.classNames.joined(separator: "\n"), to: "classes.txt")
  }

  private func error(_ url: URL) -> String? {
    errorText { () throws(HUSEError) in try PairedFeatures(contentsOf: url) }
  }

  @Test(arguments: [true, false])
  func readsNumberedArrays(cutsTexts: Bool) throws {
    try writeArrays(cutsTexts: cutsTexts)
    try folder.write((0..<6).map { "item \($0).jpg\n" }.joined(), to: "identifiers.txt")
    let pairs = try PairedFeatures(contentsOf: folder.url)
    #expect(try pairs == Self.pairs.get())
    let stream = try FeatureStream(contentsOf: folder.url).selecting(rows: 0..<6)
    #expect(stream.images == pairs.images && stream.texts == pairs.texts)
    #expect(stream.labels == pairs.labels && stream.classNames == pairs.classNames)
  }

  @Test func readsSafetensorsInTheOrderOfTheirNames() throws {
    let pairs = try Self.pairs.get()
    try pairs.selecting(rows: [2, 3, 4, 5]).write(to: place("b.safetensors"))
    try pairs.selecting(rows: [0, 1]).write(to: place("a.safetensors"))
    #expect(try PairedFeatures(contentsOf: folder.url) == pairs)
  }

  @Test func anIndexBesideArraysIsNoPart() throws {
    try writeArrays()
    try folder.write("an index", to: "index.safetensors")
    let pairs = try PairedFeatures(contentsOf: folder.url)
    #expect(try pairs.images == Self.pairs.get().images)
    #expect(try FeatureStream(contentsOf: folder.url).count == 6)
  }

  @Test func filesThatDoNotFitTogether() throws {
    let pairs = try Self.pairs.get()
    try writeArrays()
    try NPYFile.write(pairs.images, to: place("images.npy"))
    let both =
      "\(folder.url.path): holds both images.npy and images-000.npy. Keep the one that is right."
    #expect(error(folder.url) == both)
    #expect(
      errorText { () throws(HUSEError) in try FeatureStream(contentsOf: folder.url) } == both)
    try FileManager.default.removeItem(at: place("images.npy"))

    try NPYFile.write(pairs.texts[rows: 4..<6], to: place("images-001.npy"))
    #expect(
      error(folder.url)
        == "\(folder.url.path): images, file 2 of 2: expected shape [2, 3], found [2, 2]. "
        + "All files of a part hold rows of one length.")
    var broken = pairs.images[rows: 4..<6]
    broken[1, 2] = .nan
    try NPYFile.write(broken, to: place("images-001.npy"))
    #expect(
      error(folder.url)?.hasPrefix(
        "\(place("images-001.npy").path): row 1, column 2: contains NaN.") == true)
    try NPYFile.write(pairs.labels, to: place("labels-0.npy"))
    try FileManager.default.removeItem(at: place("labels.npy"))
    try NPYFile.write(pairs.labels, to: place("labels-1.npy"))
    #expect(
      error(folder.url)
        == "\(folder.url.path): holds 2 files of labels. "
        + "Write the labels of all items to one file.")
  }

  @Test func shardsThatDoNotFitTogether() throws {
    let pairs = try Self.pairs.get()
    try pairs.write(to: place("a.safetensors"))
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels, classNames: ["p", "q", "r"],
      identifiers: pairs.identifiers
    ).write(to: place("b.safetensors"))
    #expect(
      error(folder.url)
        == "\(place("b.safetensors").path): has other class names than a.safetensors. "
        + "Write all files with the names of all classes, in one order.")
    try FileManager.default.removeItem(at: place("b.safetensors"))
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels, classNames: pairs.classNames
    ).write(to: place("b.safetensors"))
    #expect(
      error(folder.url)
        == "\(place("b.safetensors").path): has no identifiers, unlike a.safetensors. "
        + "Write identifiers to all files or to none.")
  }
}
