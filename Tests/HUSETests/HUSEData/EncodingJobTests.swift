import Foundation
import HUSEData
import HUSEEncoders
import Testing

/// The number of bytes of a text, and of a file; a file of "broken" cannot be encoded.
private struct SizeEncoder: TextEncoder, ImageEncoder {
  let dimension = 2

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    Matrix(rows: texts.map { [Float($0.utf8.count), $0 == "nothing" ? .nan : 1] })
  }

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    var rows: [[Float]] = []
    for image in images {
      guard case .file(let url) = image, let data = try? Data(contentsOf: url),
        data != Data("broken".utf8)
      else {
        throw .encodingFailed(input: "a file", problem: "is broken", remedy: "Mend it.")
      }
      rows.append(data == Data("blank".utf8) ? [0, 0] : [Float(data.count), 1])
    }
    return Matrix(rows: rows)
  }
}

@Suite struct EncodingJobTests {
  private let folder: TemporaryFolder
  private let output: URL

  init() throws {
    folder = try TemporaryFolder()
    output = folder.url.appendingPathComponent("features")
  }

  private func items(
    images: [Int: String] = [:], texts: [Int: String] = [:]
  ) throws -> PairedItems {
    PairedItems(
      try (0..<7).map { number in
        PairedItem(
          image: try folder.write(
            images[number] ?? String(repeating: "x", count: number + 1), to: "\(number).png"),
          text: texts[number] ?? String(repeating: "y", count: number + 1),
          className: number.isMultiple(of: 2) ? "even" : "odd", identifier: "\(number).png",
          group: number < 2 ? "first" : nil, row: number + 10)
      })
  }

  private func job(
    _ items: PairedItems, image: String = "1", text: String = "1", shardSize: Int = 3,
    precision: StoredPrecision = .float32,
    onInvalidItem: InvalidRowPolicy = .fail
  ) throws -> EncodingJob {
    try EncodingJob(
      items: items, folder: output, images: SizeEncoder(),
      identity: EncoderIdentity(name: "size", dimension: 2, fingerprint: image),
      texts: SizeEncoder(),
      identity: EncoderIdentity(name: "length", dimension: 2, fingerprint: text),
      shardSize: shardSize, precision: precision, onInvalidItem: onInvalidItem)
  }

  private struct Stop: Error {}

  @Test func rowsComeBackInTheOrderOfTheItems() throws {
    var completed: [Int] = []
    let manifest = try job(items()).run { completed.append($0.completed) }
    #expect(completed == [0, 3, 6, 7])
    #expect(manifest.shards.map(\.rowCount) == [3, 3, 1])
    let encoded = try EncodedFeatures(contentsOf: output)
    #expect(encoded.pairs.images.values == (1...7).flatMap { [Float($0), 1] })
    #expect(encoded.pairs.texts.values == (1...7).flatMap { [Float($0), 1] })
    #expect(encoded.pairs.classNames == ["even", "odd"])
    #expect(encoded.pairs.labels == [0, 1, 0, 1, 0, 1, 0])
    #expect(encoded.pairs.identifiers == (0..<7).map { "\($0).png" })
    #expect(encoded.groups == [.named("first"), .named("first")] + (2..<7).map { .alone($0) })
    // A file is a data set by itself.
    let last = try PairedFeatures(
      contentsOf: output.appendingPathComponent("features-00002.safetensors"),
      allowsEmptyClasses: true)
    #expect(last.images.values == [7, 1] && last.classNames == ["even", "odd"])
  }

  @Test(arguments: [0, 3, 6])
  func aJobThatIsStoppedGoesOnBehindItsLastFile(stop: Int) throws {
    let items = try items()
    #expect(throws: Stop.self) {
      try job(items).run { if $0.completed >= stop { throw Stop() } }
    }
    var first: Int?
    if stop < 6 {
      let problem = errorText { () throws(HUSEError) in try EncodedFeatures(contentsOf: output) }
      #expect(problem?.contains("holds 0 of 7 items. Encode again into this folder") == true)
    }
    let manifest = try job(items).run { first = first ?? $0.completed }
    // The file in which it was stopped is done again.
    #expect(first == max(stop - 3, 0))
    #expect(manifest.isComplete)
    #expect(try EncodedFeatures(contentsOf: output).pairs.images.values[12] == 7)
  }

  @Test func whatAKillLeftHalfWrittenIsRemoved() throws {
    let items = try items()
    #expect(throws: Stop.self) {
      try job(items).run { if $0.completed >= 3 { throw Stop() } }
    }
    for name in ["features-00001.safetensors", "manifest.json"] {
      try folder.write("half", to: "features/\(name).\(UInt64.max).partial")
    }
    _ = try job(items).run()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
        == (0..<3).map { "features-0000\($0).safetensors" } + ["manifest.json"])
  }

  @Test func itemsThatCannotBeEncodedAreNamedWithTheirRow() throws {
    let items = try items(images: [1: "broken", 2: "blank"], texts: [6: "nothing"])
    for (kept, problem) in [
      ([0, 1], "row 11 (1.png): is broken. Mend it."),
      ([0, 2], "row 12 (2.png): all features of its picture are 0."),
      ([0, 6], "row 16 (6.png): its texts feature 1 is NaN."),
    ] {
      let part = items.selecting(rows: kept)
      let other = folder.url.appendingPathComponent("\(kept)")
      let job = try EncodingJob(
        items: part, folder: other, images: SizeEncoder(),
        identity: EncoderIdentity(name: "", dimension: 2, fingerprint: ""),
        texts: SizeEncoder(), identity: EncoderIdentity(name: "", dimension: 2, fingerprint: ""))
      let error = #expect(throws: HUSEError.self) { try job.run() }
      #expect(error.map { "\($0)" }?.contains(problem) == true, "\(String(describing: error))")
    }
    let manifest = try job(items, onInvalidItem: .drop).run()
    #expect(manifest.leftOut.count == 3)
    #expect(manifest.shards.map(\.rowCount) == [1, 3, 0])
    #expect(manifest.shards[2].file == nil)
    #expect(
      try EncodedFeatures(contentsOf: output).pairs.images.values == [1, 1, 4, 1, 5, 1, 6, 1])
  }

  @Test func anotherEncoderOtherItemsAndOtherSizesAreRefused() throws {
    let items = try items()
    _ = try job(items).run()
    func problem(_ job: EncodingJob) -> String {
      var text = ""
      do { _ = try job.run() } catch { text = "\(error)" }
      return text
    }
    #expect(
      problem(try job(items, image: "2")).contains("was begun with another image encoder: size, 2"))
    #expect(problem(try job(items, text: "2")).contains("was begun with another text encoder"))
    #expect(problem(try job(items, shardSize: 2)).contains("was begun with 3 items a file"))
    let others = PairedItems(
      try (0..<2).map { number in
        PairedItem(
          image: try folder.write("z", to: "other-\(number).png"), text: "z", className: "even",
          identifier: "other-\(number).png")
      })
    #expect(
      problem(try job(others)).contains(
        "was begun with other items: none of them is among these. Encode into another folder"))
    #expect(problem(try job(items)).isEmpty)
  }

  /// Encodes and counts what it is asked for.
  private struct CountingEncoder: TextEncoder, ImageEncoder {
    final class Count: @unchecked Sendable {
      var texts = 0
      var images = 0
    }

    let dimension = 2
    let count = Count()

    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      count.texts += texts.count
      return try SizeEncoder().features(of: texts)
    }

    func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
      count.images += images.count
      return try SizeEncoder().features(of: images)
    }
  }

  /// Runs a job and tells how many images and texts it encoded.
  private func counting(
    _ items: PairedItems, precision: StoredPrecision = .float32,
    progress: (EncodingJob.Progress) throws -> Void = { _ in }
  ) throws -> [Int] {
    let encoder = CountingEncoder()
    let job = try EncodingJob(
      items: items, folder: output, images: encoder,
      identity: EncoderIdentity(name: "size", dimension: 2, fingerprint: "1"), texts: encoder,
      identity: EncoderIdentity(name: "length", dimension: 2, fingerprint: "1"), shardSize: 3,
      precision: precision)
    _ = try job.run(progress: progress)
    return [encoder.count.images, encoder.count.texts]
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
  }

  @Test(arguments: [StoredPrecision.float32, .float16])
  func onlyWhatHasChangedIsEncodedAgain(precision: StoredPrecision) throws {
    let items = try items()
    #expect(try counting(items, precision: precision) == [7, 7])
    #expect(try counting(items, precision: precision) == [0, 0])
    // A text is corrected, a row is removed, and two are new, one of them before the others.
    var changed = Array(items)
    changed[3].text = "corrected"
    changed.remove(at: 1)
    for (number, position) in [(7, 0), (8, changed.count + 1)] {
      changed.insert(
        PairedItem(
          image: try folder.write(String(repeating: "x", count: number + 1), to: "\(number).png"),
          text: String(repeating: "y", count: number + 1), className: "new",
          identifier: "\(number).png"), at: position)
    }
    #expect(try counting(PairedItems(changed), precision: precision) == [2, 3])
    let encoded = try EncodedFeatures(contentsOf: output)
    #expect(encoded.pairs.identifiers == changed.map(\.identifier))
    #expect(encoded.pairs.images.values == [8, 1, 3, 4, 5, 6, 7, 9].flatMap { [Float($0), 1] })
    #expect(encoded.pairs.texts.values == [8, 1, 3, 9, 5, 6, 7, 9].flatMap { [Float($0), 1] })
    #expect(encoded.pairs.classNames == ["even", "new", "odd"])
    #expect(encoded.pairs.labels == [1, 0, 0, 2, 0, 2, 0, 1])
    #expect(try names().count == 4)
  }

  /// While new files are written the earlier ones stay, so that an interruption costs nothing.
  @Test func aChangeThatIsInterruptedGoesOn() throws {
    let items = try items()
    _ = try counting(items)
    let reversed = items.selecting(rows: (0..<7).reversed())
    #expect(throws: Stop.self) {
      try counting(reversed) { if $0.completed >= 6 { throw Stop() } }
    }
    #expect(try names().count == 5)
    // Back again, with a file of each in the folder.
    #expect(try counting(items) == [0, 0])
    let encoded = try EncodedFeatures(contentsOf: output)
    #expect(encoded.pairs.images.values == (1...7).flatMap { [Float($0), 1] })
    #expect(try names().count == 4)
  }

  @Test func aStreamHasTheRowsThatAreReadIntoMemory() throws {
    _ = try job(items()).run()
    let (memory, files) = try (
      EncodedFeatures(contentsOf: output), EncodedStream(contentsOf: output)
    )
    #expect(files.groups == memory.groups && files.manifest == memory.manifest)
    #expect(files.pairs.labels == memory.pairs.labels)
    let rows = try files.pairs.selecting(rows: 0..<7)
    #expect(rows.images == memory.pairs.images && rows.texts == memory.pairs.texts)
  }

  @Test func theTestPartOfADataSetIsKept() throws {
    let items = try items()
    let marked = PairedItems(
      items.enumerated().map { number, item in
        var item = item
        item.isTest = [2, 3, 6].contains(number)
        return item
      })
    #expect(items.testRows == nil && marked.testRows == [2, 3, 6])
    _ = try job(marked).run()
    #expect(try EncodedFeatures(contentsOf: output).testRows == [2, 3, 6])
    #expect(try EncodedStream(contentsOf: output).testRows == [2, 3, 6])
    // What an item is for is no feature: nothing is encoded again.
    _ = try job(items).run()
    #expect(try EncodedFeatures(contentsOf: output).testRows == nil)
  }

  @Test(arguments: [StoredPrecision.float16, .bfloat16])
  func featuresTakeHalfTheSpaceOnDemand(precision: StoredPrecision) throws {
    // 4099 lies between 4096 and the next number of 11 significant bits, 4100, or of 8, 4128.
    let items = try items(texts: [4: String(repeating: "y", count: 4099)])
    let manifest = try job(items, precision: precision).run()
    #expect(manifest.precision == precision)
    let encoded = try EncodedFeatures(contentsOf: output)
    #expect(encoded.manifest == manifest)
    #expect(encoded.pairs.images.values == (1...7).flatMap { [Float($0), 1] })
    #expect(encoded.pairs.texts[4, 0] == (precision == .float16 ? 4100 : 4096))
    #expect(try EncodedStream(contentsOf: output).pairs.selecting(rows: [4]).texts[0, 0] > 4095)
    let error = #expect(throws: HUSEError.self) { try job(items).run() }
    #expect(
      error.map { "\($0)" }?.contains(
        "was begun with \(precision.rawValue) features, now they are float32. Encode into") == true)
  }

  @Test func featuresThatAPrecisionCannotHoldAreNamed() throws {
    let items = try items(texts: [4: String(repeating: "y", count: 70_000)])
    let error = #expect(throws: HUSEError.self) { try job(items, precision: .float16).run() }
    #expect(
      error.map { "\($0)" }
        == "row 14 (4.png): feature 0 of its text is 70000.0, too large for float16. "
        + "Store features as bfloat16 or float32.")
  }

  @Test func damageIsNoticed() throws {
    let items = try items()
    _ = try job(items).run()
    let file = output.appendingPathComponent("features-00001.safetensors")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 20] ^= 1
    try bytes.write(to: file)
    let problem = errorText { () throws(HUSEError) in try EncodedFeatures(contentsOf: output) }
    #expect(problem?.contains("its checksum is not that of the manifest") == true)

    let manifest = EncodingManifest.url(in: output)
    let text = try String(contentsOf: manifest, encoding: .utf8)
    for (old, new, message) in [
      ("\"version\" : 1", "\"version\" : 2", "found version 2, which is not supported"),
      ("\"version\" : 1", "\"vision\" : 1", "is no manifest of features"),
      ("features-00001", "../features", "names the file '../features.safetensors' of another"),
    ] {
      try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: manifest)
      let found = errorText { () throws(HUSEError) in try EncodingManifest(contentsOf: output) }
      #expect(found?.contains(message) == true, "\(found ?? "no error")")
    }
  }

  @Test(arguments: [
    ("\"shardSize\" : 3", "\"shardSize\" : 0", "has 7 items in files of 0"),
    ("\"itemCount\" : 7", "\"itemCount\" : -1", "has -1 items in files of 3"),
    (
      "\"itemCount\" : 1,", "\"itemCount\" : 9223372036854775807,",
      "file 2 has 9223372036854775807 items and 1 rows, with 1 items left and 3 to a file"
    ),
    (
      "\"rowCount\" : 1", "\"rowCount\" : -4",
      "file 2 has 1 items and -4 rows, with 1 items left and 3 to a file"
    ),
  ])
  func numbersThatDoNotFitTogetherAreRefused(old: String, new: String, message: String) throws {
    _ = try job(items()).run()
    let manifest = EncodingManifest.url(in: output)
    let text = try String(contentsOf: manifest, encoding: .utf8)
    #expect(text.contains(old))
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: manifest)
    #expect(
      errorText { () throws(HUSEError) in try EncodingManifest(contentsOf: output) }
        == "\(manifest.path): \(message). Encode into another folder.")
  }

  /// Replaces the last file by another whose checksum the manifest has.
  private func replaceLastFile(images: Int, texts: Int, classNames: [String]) throws {
    let file = output.appendingPathComponent("features-00002.safetensors")
    let classes = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
    try SafetensorsFile.write(
      [
        "images": Tensor(Matrix(rows: 1, columns: images)),
        "texts": Tensor(Matrix(rows: 1, columns: texts)),
      ], integers: ["labels": [0]],
      metadata: ["classes": classes, "identifiers": #"["6.png"]"#, "groups": #"[""]"#], to: file)
    let url = EncodingManifest.url(in: output)
    let old = try #require(EncodingManifest(contentsOf: output).shards.last?.checksum)
    let new = EncodingManifest.checksum(of: try MappedFile(contentsOf: file))
    let text = try String(contentsOf: url, encoding: .utf8)
    try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: url)
  }

  @Test(arguments: [
    (5, 2, ["even", "odd"], "does not have 1 rows of 2 numbers, those of size, as its 'images'"),
    (2, 1, ["even", "odd"], "does not have 1 rows of 2 numbers, those of length, as its 'texts'"),
    (2, 2, ["odd", "even"], "has other classes than the manifest"),
  ])
  func filesOfOtherFeaturesAreRefused(
    images: Int, texts: Int, classNames: [String], message: String
  ) throws {
    _ = try job(items()).run()
    try replaceLastFile(images: images, texts: texts, classNames: classNames)
    let path = output.appendingPathComponent("features-00002.safetensors").path
    let expected = "\(path): \(message). Encode into another folder."
    #expect(
      errorText { () throws(HUSEError) in try EncodedFeatures(contentsOf: output) } == expected)
    #expect(
      errorText { () throws(HUSEError) in try EncodedStream(contentsOf: output) } == expected)
  }

  @Test func theFingerprintOfAnEncoderChangesWithItsWeights() throws {
    func identity(_ texts: [String], dimension: Int = 32) throws -> EncoderIdentity {
      try EncoderIdentity(
        of: HashedNGramEncoder(fittedTo: texts, dimension: dimension), name: "ngrams",
        dimension: dimension)
    }
    #expect(try identity(["tea"]) == identity(["tea"]))
    #expect(try identity(["tea"]).fingerprint != identity(["apple"]).fingerprint)
    #expect(try identity([]).fingerprint != identity([], dimension: 64).fingerprint)
  }
}
