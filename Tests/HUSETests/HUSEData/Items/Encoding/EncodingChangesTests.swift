import Foundation
import HUSEData
import HUSEEncoders
import Testing

/// Items that change after they were encoded.
@Suite struct EncodingChangesTests {
  private let world: EncodingWorld

  init() throws { world = try EncodingWorld() }

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
      items: items, folder: world.output, images: encoder,
      identity: EncoderIdentity(name: "size", dimension: 2, fingerprint: "1"), texts: encoder,
      identity: EncoderIdentity(name: "length", dimension: 2, fingerprint: "1"), shardSize: 3,
      precision: precision)
    _ = try job.run(progress: progress)
    return [encoder.count.images, encoder.count.texts]
  }

  @Test(arguments: [StoredPrecision.float32, .float16])
  func onlyWhatHasChangedIsEncodedAgain(precision: StoredPrecision) throws {
    let items = try world.items()
    #expect(try counting(items, precision: precision) == [7, 7])
    #expect(try counting(items, precision: precision) == [0, 0])
    // A text is corrected, a row is removed, and two are new, one of them before the others.
    var changed = Array(items)
    changed[3].text = "corrected"
    changed.remove(at: 1)
    for (number, position) in [(7, 0), (8, changed.count + 1)] {
      changed.insert(
        PairedItem(
          image: try world.folder.write(
            String(repeating: "x", count: number + 1), to: "\(number).png"),
          text: String(repeating: "y", count: number + 1), className: "new",
          identifier: "\(number).png"), at: position)
    }
    #expect(try counting(PairedItems(changed), precision: precision) == [2, 3])
    let encoded = try EncodedFeatures(contentsOf: world.output)
    #expect(encoded.pairs.identifiers == changed.map(\.identifier))
    #expect(encoded.pairs.images.values == EncodingWorld.rows([8, 1, 3, 4, 5, 6, 7, 9]))
    #expect(encoded.pairs.texts.values == EncodingWorld.rows([8, 1, 3, 9, 5, 6, 7, 9]))
    #expect(encoded.pairs.classNames == ["even", "new", "odd"])
    #expect(encoded.pairs.labels == [1, 0, 0, 2, 0, 2, 0, 1])
    #expect(try world.names().count == 4)
  }

  /// While new files are written the earlier ones stay, so that an interruption costs nothing.
  @Test func aChangeThatIsInterruptedGoesOn() throws {
    let items = try world.items()
    _ = try counting(items)
    let reversed = items.selecting(rows: (0..<7).reversed())
    #expect(throws: EncodingWorld.Stop.self) {
      try counting(reversed) { if $0.completed >= 6 { throw EncodingWorld.Stop() } }
    }
    #expect(try world.names().count == 5)
    // Back again, with a file of each in the folder.
    #expect(try counting(items) == [0, 0])
    let encoded = try EncodedFeatures(contentsOf: world.output)
    #expect(encoded.pairs.images.values == EncodingWorld.rows(Array(1...7)))
    #expect(try world.names().count == 4)
  }
}
