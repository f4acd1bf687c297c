import Foundation
import HUSEData
import Testing

/// Parts that several machines encode, and the folder that joins them.
@Suite struct EncodingPartsTests {
  private let world: EncodingWorld

  init() throws { world = try EncodingWorld() }

  private func folder(_ name: String) -> URL { world.folder.url.appendingPathComponent(name) }

  /// The folders of the parts, encoded.
  private func parts(
    _ items: PairedItems, _ count: Int, precision: StoredPrecision = .float32
  ) throws -> [URL] {
    try (1...count).map { number in
      let part = folder("part-\(number)-of-\(count)")
      _ = try world.job(
        items.part(number, of: count), precision: precision, onInvalidItem: .skip, in: part
      ).run()
      return part
    }
  }

  @Test(arguments: [1, 2, 3, 7])
  func partsFollowOneAnotherAndDifferByOneItem(count: Int) throws {
    let items = try world.items()
    let parts = try (1...count).map { try items.part($0, of: count) }
    #expect(parts.flatMap { $0.map(\.identifier) } == items.map(\.identifier))
    let sizes = parts.map(\.count)
    #expect(sizes.max()! - sizes.min()! <= 1)
  }

  @Test(arguments: [(0, 2), (3, 2), (1, 0), (-1, -1), (1, 8)])
  func partsThatAreNotThereAreErrors(number: Int, count: Int) throws {
    let items = try world.items()
    #expect(throws: HUSEError.self) { try items.part(number, of: count) }
  }

  /// Nothing is encoded again, and the files have the bytes of those of one machine.
  @Test(arguments: [StoredPrecision.float32, .bfloat16])
  func joinedPartsAreTheFilesOfOneMachine(precision: StoredPrecision) throws {
    let items = try world.items()
    let whole = try world.job(items, precision: precision).run()
    let parts = try parts(items, 3, precision: precision)
    let joined = try EncodingJob(
      items: items, folder: folder("joined"), images: NoEncoder(),
      identity: whole.imageEncoder, texts: NoEncoder(), identity: whole.textEncoder, shardSize: 3,
      precision: precision, joining: parts
    ).run()
    #expect(joined == whole)
    for name in try world.names() {
      #expect(
        FileManager.default.contentsEqual(
          atPath: world.output.appendingPathComponent(name).path,
          andPath: folder("joined").appendingPathComponent(name).path), "\(name)")
    }
  }

  @Test func whatNoPartHoldsIsEncoded() throws {
    let items = try world.items()
    let parts = try parts(items, 3)
    let joined = try world.job(items, in: folder("joined"), joining: [parts[2]]).run()
    #expect(joined == (try world.job(items).run()))
  }

  @Test func anInvalidItemIsSkippedInItsPartAndWhereTheyAreJoined() throws {
    let items = try world.items(images: [4: "broken"])
    let parts = try parts(items, 2)
    let joined = try world.job(items, onInvalidItem: .skip, in: folder("joined"), joining: parts)
      .run()
    #expect(joined.rowCount == 6)
    #expect(joined.skipped.count == 1 && joined.skipped[0].contains("4.png"))
  }

  @Test func partsOfOtherEncodersUnfinishedAndDamagedOnesAreErrors() throws {
    let items = try world.items()
    let parts = try parts(items, 2)
    func error(_ job: () throws -> EncodingJob) -> String {
      do {
        _ = try job().run()
        return ""
      } catch { return "\(error)" }
    }
    func join(image: String = "1", precision: StoredPrecision = .float32) -> String {
      error {
        try world.job(
          items, image: image, precision: precision, in: folder("joined-\(image)-\(precision)"),
          joining: parts)
      }
    }
    #expect(join(image: "2").contains("\(parts[0].path): was begun with another image encoder"))
    #expect(join(precision: .float16).contains("was begun with float32 features"))

    let unfinished = folder("unfinished")
    _ = try? world.job(items, in: unfinished).run { progress in
      if progress.completed > 3 { throw EncodingWorld.Stop() }
    }
    #expect(
      error { try world.job(items, in: folder("a"), joining: [unfinished]) }
        .contains("\(unfinished.path): holds 3 of 7 items"))

    let file = parts[1].appendingPathComponent("features-00000.safetensors")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: file)
    #expect(join().contains(file.path))
    #expect(
      error { try world.job(items, in: folder("b"), joining: [folder("missing")]) }
        .contains("missing"))
  }
}

/// An encoder that must not be asked.
private struct NoEncoder: TextEncoder, ImageEncoder {
  let dimension = 2

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    throw .encodingFailed(input: texts[0], problem: "was encoded again", remedy: "Copy it.")
  }

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    throw .encodingFailed(input: "\(images[0])", problem: "was encoded again", remedy: "Copy it.")
  }
}
