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
    let stream = try FeatureStream(contentsOf: folder.url).loaded(rows: 0..<6)
    #expect(stream.images == pairs.images && stream.texts == pairs.texts)
    #expect(stream.labels == pairs.labels && stream.classNames == pairs.classNames)
  }

  /// Twelve parts of a row each, which the order of names would take as 0, 1, 10, 11, 2.
  private func writeParts(
    images: (Int) -> String = { "images-\($0)" }, texts: (Int) -> String = { "texts-\($0)" }
  ) throws -> Matrix {
    let rows = try Matrix(rows: 12, columns: 2, values: (0..<24).map { Float($0) })
    for row in 0..<12 {
      try NPYFile.write(rows[rows: row..<row + 1], to: place("\(images(row)).npy"))
      try NPYFile.write(rows[rows: row..<row + 1], to: place("\(texts(row)).npy"))
    }
    try NPYFile.write((0..<12).map { $0 % 2 }, to: place("labels.npy"))
    try folder.write("apple\ntea\n", to: "classes.txt")
    return rows
  }

  @Test func partsFollowTheirNumbers() throws {
    let rows = try writeParts(images: { "images-\($0)-of-12" }, texts: { "texts-00\($0)-of-12" })
    for data in ["._images-0-of-12.npy", "._texts.npy", ".DS_Store", "._labels.npy"] {
      try folder.write(data, to: data)
    }
    let pairs = try PairedFeatures(contentsOf: folder.url)
    #expect(pairs.images == rows && pairs.texts == rows)
    #expect(
      try FeatureStream(contentsOf: folder.url).loaded(rows: 0..<12).images == rows)
  }

  @Test func partsOfSafetensorsFollowTheirNumbers() throws {
    let pairs = try Self.pairs.get()
    for number in [2, 10, 9] {
      let rows = [2: [0, 1], 9: [2, 3], 10: [4, 5]][number] ?? []
      try pairs.selecting(rows: rows).write(to: place("pairs-\(number).safetensors"))
    }
    try folder.write("", to: "._pairs-2.safetensors")
    #expect(try PairedFeatures(contentsOf: folder.url) == pairs)
    #expect(try FeatureStream(contentsOf: folder.url).labels == pairs.labels)
  }

  @Test func partsThatAreMissingAreNamed() throws {
    _ = try writeParts(images: { "images-\($0)-of-13" })
    let problem = "the name of images-0-of-13.npy states 13 files, but there are 12"
    #expect(
      error(folder.url)
        == "\(folder.url.path): \(problem). "
        + "Add the missing files, or give all of them other names.")
    let other = try TemporaryFolder()
    try Self.pairs.get().write(
      to: other.url.appendingPathComponent("pairs-00001-of-00002.safetensors"))
    #expect(error(other.url)?.contains("states 2 files, but there are 1. ") == true)
    let stream = errorText { () throws(HUSEError) in try FeatureStream(contentsOf: other.url) }
    #expect(stream == error(other.url))
  }

  /// A name that counts something else is a name like others.
  @Test(arguments: ["features-of-2024", "best-of-3", "state-of-the-art"])
  func namesThatStateNoNumberOfFiles(name: String) throws {
    let pairs = try Self.pairs.get()
    try pairs.write(to: folder.url.appendingPathComponent("\(name).safetensors"))
    #expect(try PairedFeatures(contentsOf: folder.url) == pairs)
  }

  /// A stranger's folder does not show what is in other files.
  @Test(arguments: ["images.csv", "labels.csv", "classes.txt", "identifiers.txt"])
  func textsOutOfTheFolderAreRefused(name: String) throws {
    try writeArrays(cutsTexts: false)
    let other = try TemporaryFolder()
    let secret = try other.write("a secret\nanother\n", to: "secret")
    for old in ["images-000.npy", "images-001.npy"] where name == "images.csv" {
      try FileManager.default.removeItem(at: place(old))
    }
    if name == "labels.csv" { try FileManager.default.removeItem(at: place("labels.npy")) }
    if name == "classes.txt" { try FileManager.default.removeItem(at: place(name)) }
    try FileManager.default.createSymbolicLink(at: place(name), withDestinationURL: secret)
    #expect(
      error(folder.url)
        == "\(place(name).path): is a link to a file outside the folder. "
        + "Copy the file into the folder.")
  }

  @Test func partsWithoutAnOrderAreRefused() throws {
    _ = try writeParts(texts: { "texts-\($0 + 1)" })
    #expect(
      error(folder.url)
        == "\(folder.url.path): holds images-0.npy where the texts have texts-1.npy. "
        + "Give the files of the same rows the same number.")
    let stream = errorText { () throws(HUSEError) in try FeatureStream(contentsOf: folder.url) }
    #expect(stream == error(folder.url))
    let remedy =
      "whose names give no order. "
      + "Name the files so that only a number differs, as in images-0.npy and images-1.npy."
    try FileManager.default.moveItem(at: place("images-3.npy"), to: place("images-02.npy"))
    #expect(
      error(folder.url) == "\(folder.url.path): holds images-02.npy and images-2.npy, \(remedy)")
    try FileManager.default.moveItem(at: place("images-02.npy"), to: place("images-test.npy"))
    #expect(error(folder.url)?.hasSuffix("and images-test.npy, \(remedy)") == true)
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
      "\(folder.url.path): holds both images.npy and images-000.npy. Keep the right one."
    #expect(error(folder.url) == both)
    #expect(
      errorText { () throws(HUSEError) in try FeatureStream(contentsOf: folder.url) } == both)
    try FileManager.default.removeItem(at: place("images.npy"))

    try NPYFile.write(pairs.texts[rows: 4..<6], to: place("images-001.npy"))
    #expect(
      error(folder.url)
        == "\(folder.url.path): images, file 2 of 2: expected shape [2, 3], found [2, 2]. "
        + "All files must have rows of the same length.")
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
        == "\(place("b.safetensors").path): has different class names than a.safetensors. "
        + "Write the names of all classes to all files, in the same order.")
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
