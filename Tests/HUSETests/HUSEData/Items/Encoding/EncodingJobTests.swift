import Foundation
import HUSEData
import HUSEEncoders
import Testing

@Suite struct EncodingJobTests {
  private let world: EncodingWorld

  init() throws { world = try EncodingWorld() }

  @Test func rowsComeBackInTheOrderOfTheItems() throws {
    var completed: [Int] = []
    let manifest = try world.job(world.items()).run { completed.append($0.completed) }
    #expect(completed == [0, 3, 6, 7])
    #expect(manifest.shards.map(\.rowCount) == [3, 3, 1])
    let encoded = try EncodedFeatures(contentsOf: world.output)
    #expect(encoded.pairs.images.values == EncodingWorld.rows(Array(1...7)))
    #expect(encoded.pairs.texts.values == EncodingWorld.rows(Array(1...7)))
    #expect(encoded.pairs.classNames == ["even", "odd"])
    #expect(encoded.pairs.labels == [0, 1, 0, 1, 0, 1, 0])
    #expect(encoded.pairs.identifiers == (0..<7).map { "\($0).png" })
    #expect(encoded.groups == [.named("first"), .named("first")] + (2..<7).map { .alone($0) })
    // A file is a data set by itself.
    let last = try PairedFeatures(
      contentsOf: world.output.appendingPathComponent("features-00002.safetensors"),
      allowsEmptyClasses: true)
    #expect(last.images.values == [7, 1] && last.classNames == ["even", "odd"])
  }

  @Test(arguments: [0, 3, 6])
  func aJobThatIsStoppedGoesOnBehindItsLastFile(stop: Int) throws {
    let items = try world.items()
    #expect(throws: EncodingWorld.Stop.self) {
      try world.job(items).run { if $0.completed >= stop { throw EncodingWorld.Stop() } }
    }
    var first: Int?
    if stop < 6 {
      let problem = errorText { () throws(HUSEError) in
        try EncodedFeatures(contentsOf: world.output)
      }
      #expect(problem?.contains("holds 0 of 7 items. Encode again into this folder") == true)
    }
    let manifest = try world.job(items).run { first = first ?? $0.completed }
    // The file in which it was stopped is done again.
    #expect(first == max(stop - 3, 0))
    #expect(manifest.isComplete)
    #expect(try EncodedFeatures(contentsOf: world.output).pairs.images.values[12] == 7)
  }

  @Test func whatAKillLeftHalfWrittenIsRemoved() throws {
    let items = try world.items()
    #expect(throws: EncodingWorld.Stop.self) {
      try world.job(items).run { if $0.completed >= 3 { throw EncodingWorld.Stop() } }
    }
    for name in ["features-00001.safetensors", "manifest.json"] {
      try world.folder.write("half", to: "features/\(name).\(UInt64.max).partial")
    }
    _ = try world.job(items).run()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: world.output.path).sorted()
        == (0..<3).map { "features-0000\($0).safetensors" } + ["manifest.json"])
  }

  @Test func itemsThatCannotBeEncodedAreNamedWithTheirRow() throws {
    let items = try world.items(images: [1: "broken", 2: "blank"], texts: [6: "nothing"])
    for (kept, problem) in [
      ([0, 1], "row 11 (1.png): is broken. Mend it."),
      ([0, 2], "row 12 (2.png): all features of its image are 0."),
      ([0, 6], "row 16 (6.png): its text feature 1 is NaN."),
    ] {
      let part = items.selecting(rows: kept)
      let other = world.folder.url.appendingPathComponent("\(kept)")
      let job = try EncodingJob(
        items: part, folder: other, images: SizeEncoder(),
        identity: EncoderIdentity(name: "", dimension: 2, fingerprint: ""),
        texts: SizeEncoder(), identity: EncoderIdentity(name: "", dimension: 2, fingerprint: ""))
      let error = #expect(throws: HUSEError.self) { try job.run() }
      #expect(error.map { "\($0)" }?.contains(problem) == true, "\(String(describing: error))")
    }
    let manifest = try world.job(items, onInvalidItem: .skip).run()
    #expect(manifest.skipped.count == 3)
    #expect(manifest.shards.map(\.rowCount) == [1, 3, 0])
    #expect(manifest.shards[2].file == nil)
    #expect(
      try EncodedFeatures(contentsOf: world.output).pairs.images.values == [1, 1, 4, 1, 5, 1, 6, 1])
  }

  @Test func anotherEncoderOtherItemsAndOtherSizesAreRefused() throws {
    let items = try world.items()
    _ = try world.job(items).run()
    func problem(_ job: EncodingJob) -> String {
      var text = ""
      do { _ = try job.run() } catch { text = "\(error)" }
      return text
    }
    #expect(
      problem(try world.job(items, image: "2")).contains(
        "was begun with another image encoder: size, 2"))
    #expect(
      problem(try world.job(items, text: "2")).contains("was begun with another text encoder"))
    #expect(problem(try world.job(items, shardSize: 2)).contains("was begun with 3 items per file"))
    let others = PairedItems(
      try (0..<2).map { number in
        PairedItem(
          image: try world.folder.write("z", to: "other-\(number).png"), text: "z",
          className: "even",
          identifier: "other-\(number).png")
      })
    #expect(
      problem(try world.job(others)).contains(
        "was begun with other items, none of which is among these. Encode into another folder"))
    #expect(problem(try world.job(items)).isEmpty)
  }

  @Test func aStreamHasTheRowsThatAreReadIntoMemory() throws {
    _ = try world.job(world.items()).run()
    let (memory, files) = try (
      EncodedFeatures(contentsOf: world.output), EncodedStream(contentsOf: world.output)
    )
    #expect(files.groups == memory.groups && files.manifest == memory.manifest)
    #expect(files.pairs.labels == memory.pairs.labels)
    let rows = try files.pairs.loaded(rows: 0..<7)
    #expect(rows.images == memory.pairs.images && rows.texts == memory.pairs.texts)
  }

  @Test func theTestPartOfADataSetIsKept() throws {
    let items = try world.items()
    let marked = PairedItems(
      items.enumerated().map { number, item in
        var item = item
        item.isTest = [2, 3, 6].contains(number)
        return item
      })
    #expect(items.testRows == nil && marked.testRows == [2, 3, 6])
    _ = try world.job(marked).run()
    #expect(try EncodedFeatures(contentsOf: world.output).testRows == [2, 3, 6])
    #expect(try EncodedStream(contentsOf: world.output).testRows == [2, 3, 6])
    // What an item is for is no feature: nothing is encoded again.
    _ = try world.job(items).run()
    #expect(try EncodedFeatures(contentsOf: world.output).testRows == nil)
  }

  @Test(arguments: [StoredPrecision.float16, .bfloat16])
  func featuresTakeHalfTheSpaceOnDemand(precision: StoredPrecision) throws {
    // 4099 lies between 4096 and the next number of 11 significant bits, 4100, or of 8, 4128.
    let items = try world.items(texts: [4: String(repeating: "y", count: 4099)])
    let manifest = try world.job(items, precision: precision).run()
    #expect(manifest.precision == precision)
    let encoded = try EncodedFeatures(contentsOf: world.output)
    #expect(encoded.manifest == manifest)
    #expect(encoded.pairs.images.values == EncodingWorld.rows(Array(1...7)))
    #expect(encoded.pairs.texts[4, 0] == (precision == .float16 ? 4100 : 4096))
    #expect(
      try EncodedStream(contentsOf: world.output).pairs.loaded(rows: [4]).texts[0, 0] > 4095)
    let error = #expect(throws: HUSEError.self) { try world.job(items).run() }
    #expect(
      error.map { "\($0)" }?.contains(
        "was begun with \(precision.rawValue) features, now they are float32. Encode into") == true)
  }

  @Test func featuresThatAPrecisionCannotHoldAreNamed() throws {
    let items = try world.items(texts: [4: String(repeating: "y", count: 70_000)])
    let error = #expect(throws: HUSEError.self) { try world.job(items, precision: .float16).run() }
    #expect(
      error.map { "\($0)" }
        == "row 14 (4.png): feature 0 of its text is 70000.0, too large for float16. "
        + "Store features as bfloat16 or float32.")
  }

  /// The manifest of an earlier version, in which skipped items have the key `leftOut`.
  @Test func earlierManifestsAreRead() throws {
    try world.folder.write(
      #"""
      {
        "classNames" : ["even", "odd"],
        "imageEncoder" : {"dimension" : 2, "fingerprint" : "1", "name" : "size"},
        "itemCount" : 3,
        "items" : "5c1",
        "shardSize" : 3,
        "shards" : [
          {
            "checksum" : "1f", "file" : "features-00000.safetensors", "itemCount" : 3,
            "leftOut" : ["row 12 (2.png): is broken. Mend it."], "rowCount" : 2
          }
        ],
        "textEncoder" : {"dimension" : 2, "fingerprint" : "1", "name" : "length"},
        "version" : 1
      }
      """#, to: "features/manifest.json")
    let manifest = try EncodingManifest(contentsOf: world.output)
    #expect(manifest.skipped == ["row 12 (2.png): is broken. Mend it."])
    #expect(manifest.rowCount == 2 && manifest.isComplete && manifest.precision == .float32)
  }
}
