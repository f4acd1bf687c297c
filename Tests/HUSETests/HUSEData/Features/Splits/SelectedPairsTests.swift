import HUSEData
import Testing

@Suite struct SelectedPairsTests {
  private let pairs: PairedFeatures

  init() throws {
    pairs = try PairedFeatures(
      images: [[0], [1], [2], [3]], texts: [[10], [11], [12], [13]],
      labels: [0, 1, 0, 2], classNames: ["a", "b", "c"])
  }

  @Test func rowsAreThoseSelectedInTheirOrder() throws {
    let selected = SelectedPairs(pairs, rows: [3, 1, 3])
    #expect(selected.labels == [2, 1, 2] && selected.count == 3)
    #expect(selected.classNames == pairs.classNames)
    #expect(selected.imageDimension == 1 && selected.textDimension == 1)
    var (images, texts) = (Matrix(rows: 2, columns: 1), Matrix(rows: 2, columns: 1))
    // A slice of batches does not begin at 0.
    try selected.gather(rows: [9, 1, 0][1...], images: &images, texts: &texts)
    #expect(images.values == [1, 3] && texts.values == [11, 13])
    let nested = SelectedPairs(selected, rows: [1, 2])
    try nested.gather(rows: [0, 1], images: &images, texts: &texts)
    #expect(images.values == [1, 3] && nested.labels == [1, 2])
  }

  @Test func pairsInMemoryAreCopiedAndOthersAreNotRead() throws {
    let inMemory = pairs.selected(rows: [2, 0])
    #expect(inMemory as? PairedFeatures == pairs.selecting(rows: [2, 0]))
    let elsewhere = OtherPairs(pairs).selected(rows: [2, 0])
    #expect(elsewhere is SelectedPairs && elsewhere.labels == [0, 0])
  }

  @Test func loadedPairsAreInMemory() throws {
    #expect(try pairs.loaded(rows: [3, 0]) == pairs.selecting(rows: [3, 0]))
    let elsewhere = OtherPairs(pairs, unreadable: 2)
    #expect(try elsewhere.loaded(rows: [3, 0]) == pairs.selecting(rows: [3, 0]))
    #expect(
      errorText { () throws(HUSEError) in try elsewhere.loaded(rows: [0, 2]) }
        == "row 2: no such file or folder. Plug it in.")
  }
}
