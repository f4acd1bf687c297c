import Foundation
import HUSEData
import Testing

@Suite struct PairedFeaturesReadingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The data set of make_data_fixtures.py.
  static func expected(identifiers: Bool = true) throws -> PairedFeatures {
    try PairedFeatures(
      images: Matrix(rows: 6, columns: 3, values: (0..<18).map { Float($0) - 5.25 }),
      texts: Matrix(rows: 6, columns: 2, values: (0..<12).map { (Float($0) - 5.25) * 2 }),
      labels: [1, 0, 2, 1, 0, 2], classNames: ["apple pie", "crème brûlée", "sushi"],
      identifiers: identifiers ? (0..<6).map { "item \($0).jpg" } : nil)
  }

  @Test(arguments: [
    "stored.npz", "compressed.npz", "pairs.safetensors", "pairs_16_bits.npz",
    "pairs_16_bits.safetensors",
  ])
  func readsOneFile(name: String) throws {
    let pairs = try PairedFeatures(contentsOf: Fixture.url("data/\(name)"))
    #expect(try pairs == Self.expected())
  }

  @Test func readsLabelsThatAreClassNames() throws {
    let pairs = try PairedFeatures(contentsOf: Fixture.url("data/class_names_as_labels.npz"))
    #expect(try pairs == Self.expected(identifiers: false))
  }

  /// The parts of the data set as CSV files.
  private func writeCSV(labels: String, classes: String?, header: Bool = false) throws {
    let expected = try Self.expected()
    for (name, matrix) in [("images", expected.images), ("texts", expected.texts)] {
      var lines = (0..<6).map { row in
        (0..<matrix.columns).map { "\(matrix[row, $0])" }.joined(separator: ", ")
      }
      if header {
        lines.insert((0..<matrix.columns).map { "f\($0)" }.joined(separator: ","), at: 0)
      }
      try folder.write(lines.joined(separator: "\r\n"), to: "\(name).csv")
    }
    try folder.write(labels, to: "labels.csv")
    if let classes { try folder.write(classes, to: "classes.txt") }
  }

  @Test(arguments: [false, true])
  func readsAFolderOfCSVFiles(header: Bool) throws {
    try writeCSV(
      labels: (header ? "label\n" : "") + "1\n0\n2\n1\n0\n2\n",
      classes: "apple pie\ncrème brûlée \r\nsushi\n\n", header: header)
    try folder.write((0..<6).map { "item \($0).jpg\n" }.joined(), to: "identifiers.txt")
    #expect(try PairedFeatures(contentsOf: folder.url) == Self.expected())
  }

  @Test func readsAFolderWithClassNamesAsLabels() throws {
    let names = ["crème brûlée", "apple pie", "sushi", "crème brûlée", "apple pie", "sushi"]
    try writeCSV(labels: "classes\n" + names.joined(separator: "\n"), classes: nil)
    #expect(try PairedFeatures(contentsOf: folder.url) == Self.expected(identifiers: false))
  }

  @Test func numbersAreNamesWhereClassesHaveNumbersForNames() throws {
    try writeCSV(labels: "10\n2\n2\n2\n10\n2\n", classes: "2\n10\n")
    let pairs = try PairedFeatures(contentsOf: folder.url)
    #expect(pairs.classNames == ["2", "10"])
    #expect(pairs.labels == [1, 0, 0, 0, 1, 0])
  }

  @Test func readsAFileForEachPart() throws {
    let labels = try folder.write("1\n0\n1\n", to: "labels.csv")
    let pairs = try PairedFeatures(
      images: Fixture.url("data/float32.npy"), texts: Fixture.url("data/float64.npy"),
      labels: labels, classNames: ["apple", "tea"])
    #expect(pairs.images == NPYFileTests.grid)
    #expect(pairs.texts == NPYFileTests.grid)
    #expect(pairs.labels == [1, 0, 1])
  }

  private func error(_ url: URL) -> String? {
    errorText { () throws(HUSEError) in try PairedFeatures(contentsOf: url) }
  }

  @Test func pathsThatCannotBeRead() throws {
    let path = folder.url.path
    #expect(
      error(URL(fileURLWithPath: "/nowhere/pairs.npz"))
        == "/nowhere/pairs.npz: no such file or folder. Check the path.")
    #expect(
      error(try folder.write("", to: "pairs.txt"))
        == "\(path)/pairs.txt: found the extension 'txt', which is not supported. "
        + "Supported: .npz, .h5, .mat, .safetensors, or a folder of .npy, .csv or .safetensors "
        + "files.")
    #expect(
      error(folder.url)
        == "\(path)/images.npy: no such file or folder. "
        + "A folder of features holds images, texts and labels as .npy or .csv, divided files "
        + "as images-0.npy, images-1.npy, …, or .safetensors files of all three.")
    try folder.write("image,text,classes\n", to: "data.csv")
    #expect(
      error(folder.url)
        == "\(path)/images.npy: no such file or folder. The folder holds data.csv: read it with "
        + "`PairedItems(contentsOf:)` and encode it.")
  }

  @Test func twoFilesOfOnePart() throws {
    try writeCSV(labels: "0\n", classes: nil)
    try folder.write("", to: "texts.npy")
    #expect(
      error(folder.url)
        == "\(folder.url.path): holds both texts.npy and texts.csv. Keep the right one.")
  }

  @Test func indicesWithoutClassNames() throws {
    let url = folder.url.appendingPathComponent("labels.npy")
    try NPYFile.write([0, 1, 0], to: url)
    let images = Fixture.url("data/float32.npy")
    #expect(
      errorText { () throws(HUSEError) in
        try PairedFeatures(images: images, texts: images, labels: url)
      } == "\(url.path): holds class indices, but there are no class names. "
        + "Write the names to classes.txt, one per line, or pass `classNames:`.")
  }

  @Test func missingClassNames() {
    let archive = Fixture.url("data/without_classes.npz")
    #expect(
      error(archive)
        == "\(archive.path): has integer labels but no array 'classes'. "
        + "Pass `classes=np.array(names)` to `np.savez`.")
    let tensors = Fixture.url("data/without_classes.safetensors")
    #expect(
      error(tensors)
        == "\(tensors.path): has no class names in its metadata. "
        + "Write it with `metadata={\"classes\": json.dumps(names)}`.")
    let words = Fixture.url("data/classes_not_json.safetensors")
    #expect(
      error(words)
        == "\(words.path): metadata 'classes' is not a JSON list of texts. "
        + "Write it with `json.dumps(list)`.")
  }

  /// Labels of any type of integers, features of integers, and a tensor that nobody needs.
  @Test(arguments: [("BOOL", 1), ("U8", 1), ("I16", 2), ("U32", 4)])
  func readsTypesThatArePresent(type: String, size: Int) throws {
    let labels = Data((0..<2).flatMap { [UInt8($0)] + [UInt8](repeating: 0, count: size - 1) })
    let url = try folder.write(
      SmallSafetensors.file(
        [
          ("images", "U8", [2, 2], Data([1, 2, 3, 4])), ("texts", "I8", [2, 1], Data([255, 7])),
          ("labels", type, [2], labels), ("scales", "F8_E4M3", [3], Data(count: 3)),
        ], metadata: ["classes": #"["apple", "tea"]"#]), to: "pairs.safetensors")
    let pairs = try PairedFeatures(contentsOf: url)
    #expect(pairs.images.values == [1, 2, 3, 4])
    #expect(pairs.texts.values == [-1, 7])
    #expect(pairs.labels == [0, 1])
    let stream = try FeatureStream(contentsOf: url)
    #expect(stream.labels == [0, 1])
    #expect(try stream.loaded(rows: [1, 0]).images.values == [3, 4, 1, 2])
    #expect(try stream.loaded(rows: [1, 0]).texts.values == [7, -1])
  }

  @Test func tensorsOfThreeDimensions() {
    let url = Fixture.url("data/three_dimensions.safetensors")
    #expect(
      error(url)
        == "\(url.path): tensor 'images': expected shape [6, 3], found [6, 3, 1]. "
        + "Reshape the tensor to a row for each item.")
  }

  @Test func problemsNameTheirFile() throws {
    try writeCSV(labels: "1\n0\n3\n1\n0\n2\n", classes: "apple\ntea\nwine\n")
    let path = folder.url.path
    #expect(
      error(folder.url)
        == "\(path)/labels.csv: row 2: label 3 is not the index of one of the 3 classes. "
        + "Labels are numbers from 0 to 2.")
    try folder.write("1,2\n3,nan\n5,6\n7,8\n9,10\n11,12", to: "texts.csv")
    #expect(
      error(folder.url)
        == "\(path)/texts.csv: row 1, column 1: contains NaN. "
        + "Extract the features of that row again, or remove the row from every part.")
    try folder.write("a,b\n1,2\n3,4\n5,six\n", to: "texts.csv")
    #expect(
      error(folder.url)
        == "\(path)/texts.csv: row 2, column 1: 'six' (line 4) is not a number. "
        + "Write numbers with a decimal point, separated by commas.")
    try folder.write("1,2\n3,4\n", to: "texts.csv")
    #expect(
      error(folder.url)
        == "\(path)/texts.csv: has 2 rows, but \(path)/images.csv has 6 rows. "
        + "Row i of every part must belong to pair i: write all parts for the same pairs.")
    try folder.write("", to: "images.csv")
    #expect(error(folder.url) == "\(path)/images.csv: has no rows. Pass at least one item.")
    try folder.write("1,2\n", to: "labels.csv")
    #expect(
      error(folder.url)
        == "\(path)/labels.csv: has 2 columns. Write labels in one column, a row for each item.")
  }

  @Test func otherExtensionsOfParts() throws {
    let url = try folder.write("1\n", to: "labels.tsv")
    #expect(
      errorText { () throws(HUSEError) in
        try PairedFeatures(
          images: Fixture.url("data/float32.npy"), texts: Fixture.url("data/float32.npy"),
          labels: url)
      } == "\(url.path): found the extension 'tsv', which is not supported. "
        + "Supported: .npy and .csv for labels.")
  }
}
