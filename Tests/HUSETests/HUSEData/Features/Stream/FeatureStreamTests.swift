import Foundation
import HUSEData
import Testing

@Suite struct FeatureStreamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let pairs = Result { try PairedFeaturesReadingTests.expected(identifiers: false) }

  private func place(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

  /// Writes the rows of a matrix in .npy files of the given numbers of rows.
  private func write(_ matrix: Matrix, _ name: String, cutInto counts: [Int]) throws -> [URL] {
    var start = 0
    return try counts.enumerated().map { index, count in
      let url = place("\(name)-\(index).npy")
      try NPYFile.write(matrix[rows: start..<start + count], to: url)
      start += count
      return url
    }
  }

  private func expectRows(of stream: FeatureStream, like pairs: PairedFeatures) throws {
    #expect(stream.count == pairs.count && stream.labels == pairs.labels)
    #expect(stream.classNames == pairs.classNames)
    #expect(stream.imageDimension == pairs.images.columns)
    #expect(stream.textDimension == pairs.texts.columns)
    for rows in [[0], [5], [3, 3, 0, 5, 1], Array(0..<6), [2, 1]] {
      #expect(try stream.loaded(rows: rows) == pairs.selecting(rows: rows))
    }
  }

  @Test(arguments: [[6], [1, 5], [2, 0, 3, 1]])
  func readsFilesOfNumPy(counts: [Int]) throws {
    let pairs = try Self.pairs.get()
    let images = try write(pairs.images, "images", cutInto: counts)
    let texts = try write(pairs.texts, "texts", cutInto: [4, 2])
    try expectRows(
      of: FeatureStream(
        images: images, texts: texts, labels: pairs.labels, classNames: pairs.classNames),
      like: pairs)
    try NPYFile.write(pairs.labels, to: place("labels.npy"))
    try folder.write(pairs.classNames.joined(separator: "\n"), to: "classes.txt")
    try expectRows(of: FeatureStream(contentsOf: folder.url), like: pairs)
  }

  @Test func aPartIsAStreamOfItsRows() throws {
    let pairs = try Self.pairs.get()
    let stream = try FeatureStream(contentsOf: Fixture.url("data/pairs.safetensors"))
    let part = stream.selecting(rows: [5, 0, 3, 3])
    #expect(part.count == 4)
    #expect(
      try part.loaded(rows: [2, 0, 1]) == pairs.selecting(rows: [3, 5, 0]))
    #expect(
      try part.selecting(rows: [3, 1]).loaded(rows: [0, 1]) == pairs.selecting(rows: [3, 0]))
  }

  @Test func readsSafetensors() throws {
    let pairs = try Self.pairs.get()
    for name in ["pairs.safetensors", "pairs_16_bits.safetensors"] {
      try expectRows(of: FeatureStream(contentsOf: Fixture.url("data/\(name)")), like: pairs)
    }
    try pairs.selecting(rows: [0, 1]).write(to: place("a-0.safetensors"))
    try pairs.selecting(rows: [2, 3, 4, 5]).write(to: place("a-1.safetensors"))
    try expectRows(of: FeatureStream(contentsOf: folder.url), like: pairs)
  }

  @Test(arguments: [
    "float32", "float64", "float16", "bfloat16", "float32_big_endian", "float16_big_endian",
  ])
  func readsEveryTypeOfNumPy(name: String) throws {
    let url = Fixture.url("data/\(name).npy")
    let stream = try FeatureStream(
      images: [url], texts: [url, url].dropLast(), labels: [0, 0, 0], classNames: ["a"])
    #expect(try stream.loaded(rows: 0..<3).images == NPYFileTests.grid)
  }

  @Test func aValueThatIsNotFiniteNamesFileRowAndColumn() throws {
    var matrix = try Self.pairs.get().images
    matrix[4, 1] = .nan
    let images = try write(matrix, "images", cutInto: [3, 3])
    let texts = try write(Self.pairs.get().texts, "texts", cutInto: [6])
    let stream = try FeatureStream(
      images: images, texts: texts, labels: Self.pairs.get().labels, classNames: ["a", "b", "c"])
    _ = try stream.loaded(rows: [0, 3, 5])
    #expect(
      errorText { () throws(HUSEError) in try stream.loaded(rows: [0, 4]) }
        == "\(images[1].path): row 1, column 1: contains NaN. Extract the features of that row "
        + "again, or remove the row from every part.")
  }

  @Test func aFileThatIsCutWhileItIsInUse() throws {
    let images = try write(Self.pairs.get().images, "images", cutInto: [6])
    let stream = try FeatureStream(
      images: images, texts: images, labels: Self.pairs.get().labels, classNames: ["a", "b", "c"])
    try FileHandle(forUpdating: images[0]).truncate(atOffset: 128 + 40)
    _ = try stream.loaded(rows: [0, 2])
    #expect(
      errorText { () throws(HUSEError) in try stream.loaded(rows: [3]) }
        == "\(images[0].path): ends before byte 176; it has been cut since it was opened. "
        + "Keep the file unchanged while it is in use.")
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let pairs = try Self.pairs.get()
    let images = try write(pairs.images, "images", cutInto: [6])
    let texts = try write(pairs.texts, "texts", cutInto: [4, 2])
    func text(images: [URL], texts: [URL], labels: [Int]) -> String? {
      errorText { () throws(HUSEError) in
        try FeatureStream(
          images: images, texts: texts, labels: labels, classNames: pairs.classNames)
      }
    }
    let remedy = ". Row i of every part must belong to pair i: write all parts for the same pairs."
    #expect(
      text(images: images, texts: [texts[0]], labels: pairs.labels)
        == "texts: has 4 rows, but images has 6" + remedy)
    #expect(
      text(images: images, texts: texts, labels: [0, 1])
        == "labels: has 2 rows, but images has 6" + remedy)
    #expect(
      text(images: images + texts, texts: texts, labels: pairs.labels)
        == "images, file 2 of 3: expected shape [4, 3], found [4, 2]. "
        + "All files must have rows of the same length.")
    #expect(
      text(images: [], texts: texts, labels: []) == "images: has no files. Pass at least one.")
    #expect(
      text(images: images, texts: texts, labels: [0, 1, 2, 3, 0, 1])?
        .hasPrefix("labels: row 3: label 3 is not the index of one of the 3 classes") == true)
    #expect(
      text(images: [Fixture.url("data/texts.npy")], texts: texts, labels: [])?
        .contains("found dtype '<U") == true)
    #expect(
      text(images: [Fixture.url("data/fortran.npy")], texts: texts, labels: [])?
        .contains("found an array in Fortran order") == true)
    try pairs.write(to: place("x/a.safetensors"), renaming: pairs.classNames)
    try pairs.write(to: place("x/b.safetensors"), renaming: ["p", "q", "r"])
    #expect(
      errorText { () throws(HUSEError) in try FeatureStream(contentsOf: place("x")) }
        == "\(place("x/b.safetensors").path): has different class names than a.safetensors. "
        + "Write the names of all classes to all files, in the same order.")
  }
}

extension PairedFeatures {
  fileprivate func write(to url: URL, renaming names: [String]) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try PairedFeatures(images: images, texts: texts, labels: labels, classNames: names)
      .write(to: url)
  }
}
