import Foundation
import HUSEData
import Synchronization
import Testing

/// How often an encoder was called for how many inputs.
private final class Calls: Sendable {
  private let counts = Mutex<[Int]>([])
  var list: [Int] { counts.withLock { $0 } }
  func add(_ count: Int) { counts.withLock { $0.append(count) } }
}

/// The number of bytes of a text, and of a file, beside a constant.
private struct LengthEncoder: TextEncoder, ImageEncoder {
  let calls = Calls()
  var dimension = 2
  var constant: Float = 1

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    calls.add(texts.count)
    return try Matrix(rows: texts.map { [Float($0.utf8.count), constant] })
  }

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    calls.add(images.count)
    return try Matrix(
      rows: images.map { image in
        guard case .file(let url) = image, let data = try? Data(contentsOf: url) else { return [] }
        return [Float(data.count), constant]
      })
  }
}

@Suite struct EncodingTests {
  private let folder: TemporaryFolder
  private let cache: FeatureCache
  private let items: PairedItems

  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    cache = FeatureCache(
      folder: folder.url.appendingPathComponent("made/cache"), imageEncoder: "bytes 1",
      textEncoder: "length 1")
    items = PairedItems(
      try (1...5).map { number in
        PairedItem(
          image: try folder.write(String(repeating: "x", count: number), to: "\(number).jpg"),
          text: String(repeating: "y", count: number * 10),
          className: number.isMultiple(of: 2) ? "even" : "odd", identifier: "\(number).jpg")
      })
  }

  private let expectedImages: Matrix = [[1, 1], [2, 1], [3, 1], [4, 1], [5, 1]]
  private let expectedTexts: Matrix = [[10, 1], [20, 1], [30, 1], [40, 1], [50, 1]]

  /// Encodes and says how many images and texts the encoders were given.
  private func encode(
    _ items: PairedItems, _ cache: FeatureCache?
  ) throws -> (pairs: PairedFeatures, images: [Int], texts: [Int]) {
    let (images, texts) = (LengthEncoder(), LengthEncoder())
    let pairs = try items.encoded(images: images, texts: texts, cache: cache, chunkSize: 2)
    return (pairs, images.calls.list, texts.calls.list)
  }

  @Test func encodesInChunks() throws {
    let (pairs, images, texts) = try encode(items, nil)
    #expect(pairs.images == expectedImages)
    #expect(pairs.texts == expectedTexts)
    #expect(pairs.classNames == ["even", "odd"])
    #expect(pairs.labels == [1, 0, 1, 0, 1])
    #expect(pairs.identifiers == ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"])
    #expect(images == [2, 2, 1])
    #expect(texts == [2, 2, 1])
  }

  @Test func reportsProgress() throws {
    var lines: [String] = []
    for _ in 0..<2 {
      _ = try items.encoded(
        images: LengthEncoder(), texts: LengthEncoder(), cache: cache, chunkSize: 3
      ) { lines.append("\($0)") }
    }
    #expect(
      lines == [
        "images: 3 of 5 encoded", "images: 5 of 5 encoded", "texts: 3 of 5 encoded",
        "texts: 5 of 5 encoded", "images: 5 of 5 from the cache", "texts: 5 of 5 from the cache",
      ])
  }

  @Test func usesTheCacheWhileNothingChanges() throws {
    let first = try encode(items, cache)
    let second = try encode(items, cache)
    #expect(first.pairs.images == expectedImages)
    #expect(first.pairs == second.pairs)
    #expect(first.images == [2, 2, 1] && first.texts == [2, 2, 1])
    #expect(second.images.isEmpty && second.texts.isEmpty)
    let file = cache.folder.appendingPathComponent("texts.npy")
    #expect(try NPYFile(contentsOf: file).matrix() == expectedTexts)
    let names = try FileManager.default.contentsOfDirectory(atPath: cache.folder.path)
    #expect(names.sorted() == ["images.json", "images.npy", "texts.json", "texts.npy"])
  }

  @Test func anotherTextIsEncodedAgain() throws {
    _ = try encode(items, cache)
    var changed = Array(items)
    changed[0].text = "another"
    let again = try encode(PairedItems(changed), cache)
    #expect(again.pairs.texts[0, 0] == 7)
    #expect(again.images.isEmpty && again.texts == [2, 2, 1])
  }

  @Test func textsJoinedDifferentlyAreNoticed() throws {
    var changed = Array(items)
    (changed[0].text, changed[1].text) = ("ab", "c")
    _ = try encode(PairedItems(changed), cache)
    (changed[0].text, changed[1].text) = ("a", "bc")
    #expect(try encode(PairedItems(changed), cache).texts == [2, 2, 1])
  }

  @Test func anotherOrderIsEncodedAgain() throws {
    _ = try encode(items, cache)
    let again = try encode(items.selecting(rows: [1, 0, 2, 3, 4]), cache)
    #expect(again.images == [2, 2, 1] && again.texts == [2, 2, 1])
    #expect(again.pairs.images[0, 0] == 2)
  }

  @Test func anotherFileIsEncodedAgain() throws {
    _ = try encode(items, cache)
    try folder.write("xxxxxxxx", to: "3.jpg")
    let again = try encode(items, cache)
    #expect(again.pairs.images[2, 0] == 8)
    #expect(again.images == [2, 2, 1] && again.texts.isEmpty)
  }

  @Test func aFileOfTheSameSizeWithAnotherTimeIsEncodedAgain() throws {
    _ = try encode(items, cache)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceReferenceDate: 1)],
      ofItemAtPath: items[2].image.path)
    #expect(try encode(items, cache).images == [2, 2, 1])
  }

  @Test func twoSetsOfTextsShareTheImages() throws {
    _ = try encode(items, cache)
    var other = cache
    other.textsName = "bare"
    let bare = PairedItems(
      items.map { item in
        var item = item
        item.text = "bare"
        return item
      })
    let first = try encode(bare, other)
    #expect(first.images.isEmpty && first.texts == [2, 2, 1])
    #expect(try encode(items, cache).texts.isEmpty)
    #expect(try encode(bare, other).texts.isEmpty)
  }

  @Test func anotherEncoderEncodesAgain() throws {
    _ = try encode(items, cache)
    var other = cache
    other.textEncoder = "length 2"
    let again = try encode(items, other)
    #expect(again.images.isEmpty && again.texts == [2, 2, 1])
  }

  @Test(arguments: ["images.npy", "images.json"], [0, 5, -1])
  func aDamagedCacheIsEncodedAgain(name: String, place: Int) throws {
    _ = try encode(items, cache)
    let file = cache.folder.appendingPathComponent(name)
    var bytes = try Data(contentsOf: file)
    bytes[place < 0 ? bytes.count + place : place] ^= 0x10
    try bytes.write(to: file)
    let again = try encode(items, cache)
    #expect(again.pairs.images == expectedImages)
    #expect(again.images == [2, 2, 1] && again.texts.isEmpty)
    #expect(try encode(items, cache).images.isEmpty)
  }

  @Test(arguments: ["images.npy", "images.json"])
  func aTruncatedOrMissingFileIsEncodedAgain(name: String) throws {
    _ = try encode(items, cache)
    let file = cache.folder.appendingPathComponent(name)
    try Data(contentsOf: file).dropLast(4).write(to: file)
    #expect(try encode(items, cache).images == [2, 2, 1])
    try FileManager.default.removeItem(at: file)
    #expect(try encode(items, cache).images == [2, 2, 1])
    #expect(try encode(items, cache).images.isEmpty)
  }

  @Test func keepsTheClassesOfAModel() throws {
    let pairs = try items.encoded(
      images: LengthEncoder(), texts: LengthEncoder(), classNames: ["odd", "even", "neither"])
    #expect(pairs.classNames == ["odd", "even", "neither"])
    #expect(pairs.labels == [0, 1, 0, 1, 0])
  }

  @Test func whatIsWrong() throws {
    func error(
      _ items: PairedItems, images: LengthEncoder = LengthEncoder(),
      texts: LengthEncoder = LengthEncoder(), classNames: [String]? = nil,
      cache: FeatureCache? = nil
    ) -> String? {
      errorText { () throws(HUSEError) in
        try items.encoded(images: images, texts: texts, classNames: classNames, cache: cache)
      }
    }
    #expect(error(PairedItems([])) == "items: has no rows. Pass at least one item.")
    #expect(
      error(items, classNames: ["even"])
        == "items: row 0: class 'odd' is not among the 1 class names. "
        + "Correct the name or add it to the class names.")
    #expect(
      error(items, images: LengthEncoder(constant: .nan))
        == "1.jpg: its image feature 1 is NaN. Check the item and the weights of the encoder.")
    #expect(
      error(items, texts: LengthEncoder(constant: -.infinity))
        == "1.jpg: its text feature 1 is infinite. Check the item and the weights of the encoder.")
    #expect(
      error(items, texts: LengthEncoder(dimension: 3))
        == "features of texts: expected shape [5, 3], found [5, 2]. "
        + "An encoder returns a row of `dimension` numbers for each input.")
    try folder.write("", to: "file")
    let blocked = FeatureCache(
      folder: folder.url.appendingPathComponent("file"), imageEncoder: "", textEncoder: "")
    #expect(
      error(items, cache: blocked)?.hasPrefix("\(folder.url.path)/file: could not be written: ")
        == true)
    try FileManager.default.removeItem(at: items[1].image)
    #expect(
      error(items, cache: cache)
        == "\(folder.url.path)/2.jpg: no such file or folder. Put the image of '2.jpg' there.")
  }

  @Test func theStateOfAFileChangesWithItAndIsThatOfItsTarget() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("weights", to: "a.bin")
    let link = folder.url.appendingPathComponent("link.bin")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    let state = FeatureCache.state(of: file)
    #expect(state.hasPrefix("7 bytes, changed "))
    #expect(FeatureCache.state(of: link) == state)
    try folder.write("other weights", to: "a.bin")
    #expect(FeatureCache.state(of: link).hasPrefix("13 bytes, changed "))
  }

  @Test func numbersOutOfRangeAreRefused() throws {
    let encoder = LengthEncoder()
    #expect(
      errorText { () throws(HUSEError) in
        try items.encoded(images: encoder, texts: encoder, chunkSize: 0)
      } == "chunkSize: expected a number above 0, found 0.")
    let empty = LengthEncoder(dimension: 0)
    #expect(
      errorText { () throws(HUSEError) in try items.encoded(images: empty, texts: encoder) }
        == "dimension of the image encoder: expected a number above 0, found 0.")
    #expect(
      errorText { () throws(HUSEError) in try items.encoded(images: encoder, texts: empty) }
        == "dimension of the text encoder: expected a number above 0, found 0.")
  }
}
