import HUSEData
import Testing

@Suite struct PairedFeaturesTests {
  private let images: Matrix = [[1, 2], [3, 4], [5, 6]]
  private let texts: Matrix = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]

  @Test func classIndicesDoNotDependOnTheOrderOfRows() throws {
    let pairs = try PairedFeatures(images: images, texts: texts, classes: ["tea", "apple", "tea"])
    let turned = try PairedFeatures(images: images, texts: texts, classes: ["tea", "tea", "apple"])
    #expect(pairs.classNames == ["apple", "tea"])
    #expect(turned.classNames == ["apple", "tea"])
    #expect(pairs.labels == [1, 0, 1])
    #expect(turned.labels == [1, 1, 0])
    #expect(pairs.count == 3)
    #expect(pairs.identifiers == nil)
  }

  @Test func keepsTheOrderOfGivenClassNames() throws {
    let pairs = try PairedFeatures(
      images: images, texts: texts, classes: ["tea", "apple", "tea"], classNames: ["tea", "apple"])
    #expect(pairs.labels == [0, 1, 0])
    let same = try PairedFeatures(
      images: images, texts: texts, labels: [0, 1, 0], classNames: ["tea", "apple"])
    #expect(pairs == same)
  }

  private func error(
    images: Matrix? = nil, texts: Matrix? = nil, labels: [Int] = [0, 1, 0],
    classNames: [String] = ["apple", "tea"], identifiers: [String]? = nil
  ) -> String? {
    errorText { () throws(HUSEError) in
      try PairedFeatures(
        images: images ?? self.images, texts: texts ?? self.texts, labels: labels,
        classNames: classNames, identifiers: identifiers)
    }
  }

  @Test func nothingIsWrong() {
    #expect(error() == nil)
    #expect(error(identifiers: ["a", "b", "c"]) == nil)
  }

  @Test func rowCountsThatDiffer() {
    let remedy = "Row i of every part must belong to pair i: write all parts for the same pairs."
    #expect(
      error(texts: texts[rows: 0..<2]) == "texts: has 2 rows, but images has 3 rows. \(remedy)")
    #expect(error(labels: [0]) == "labels: has 1 row, but images has 3 rows. \(remedy)")
    #expect(
      error(identifiers: ["a", "b", "c", "d"])
        == "identifiers: has 4 rows, but images has 3 rows. \(remedy)")
  }

  @Test func noRowsAndNoColumns() {
    #expect(
      error(images: images[rows: 0..<0]) == "images: has no rows. Pass at least one item.")
    #expect(
      error(texts: Matrix(rows: 3, columns: 0))
        == "texts: has no columns. Pass at least one feature.")
  }

  @Test func valuesThatAreNotFinite() {
    let remedy =
      "Extract the features of that row again, or remove the row from every part."
    var bad = images
    bad[2, 1] = .nan
    #expect(error(images: bad) == "images: row 2, column 1: contains NaN. \(remedy)")
    bad = texts
    bad[1, 0] = -.infinity
    #expect(error(texts: bad) == "texts: row 1, column 0: contains infinity. \(remedy)")
  }

  @Test(arguments: [2, -1])
  func anUnknownLabel(label: Int) {
    #expect(
      error(labels: [0, 1, label])
        == "labels: row 2: label \(label) is not the index of one of the 2 classes. "
        + "Labels are numbers from 0 to 1.")
  }

  @Test func anUnknownClass() {
    #expect(
      errorText { () throws(HUSEError) in
        try PairedFeatures(
          images: images, texts: texts, classes: ["tea", "aple", "tea"],
          classNames: ["apple", "tea"])
      } == "labels: row 1: class 'aple' is not among the 2 class names. "
        + "Did you mean 'apple'?")
  }

  @Test func anEmptyClass() throws {
    #expect(
      error(classNames: ["apple", "tea", "wine"])
        == "labels: class 'wine' (index 2) has no rows. "
        + "Remove the name, or pass `allowsEmptyClasses: true`.")
    let pairs = try PairedFeatures(
      images: images, texts: texts, labels: [0, 1, 0], classNames: ["apple", "tea", "wine"],
      allowsEmptyClasses: true)
    #expect(pairs.classNames == ["apple", "tea", "wine"])
  }

  @Test func classNamesThatAreEmptyOrEqual() {
    #expect(
      error(classNames: ["apple", " "])
        == "labels: class name 1 is empty. "
        + "Give every class a name; the semantic graph is built from the names.")
    #expect(
      error(classNames: ["apple", "apple"])
        == "labels: class name 'apple' is duplicated. Give every class a different name.")
  }

  @Test func selectsRows() throws {
    let pairs = try PairedFeatures(
      images: images, texts: texts, classes: ["tea", "apple", "tea"], identifiers: ["a", "b", "c"])
    let part = pairs.selecting(rows: [2, 0])
    #expect(part.images == [[5, 6], [1, 2]])
    #expect(part.texts == [[0, 0, 1], [1, 0, 0]])
    #expect(part.labels == [1, 1])
    #expect(part.classNames == ["apple", "tea"])
    #expect(part.identifiers == ["c", "a"])
  }
}
