import Foundation
import HUSE
import Synchronization

@testable import SearchServer

/// A small model and the items that it finds.
enum TestModel {
  static let texts = [
    "red apple", "green pear", "yellow lemon", "claw hammer", "hand saw", "garden spade",
  ]
  static let classNames = ["food/fruit", "food/citrus", "tools"]
  static let classes = [
    "food/fruit", "food/fruit", "food/citrus", "tools", "tools", "tools",
  ]

  static func model(textEncoder: (any TextEncoder)? = nil) throws -> SharedEmbedding {
    let encoder =
      try textEncoder ?? HashedNGramEncoder(fittedTo: texts, dimension: Gate.dimension)
    return try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 3, hiddenDimensions: [8], outputDimension: 16, seed: 1),
      textTower: Tower(
        inputDimension: Gate.dimension, hiddenDimensions: [32], outputDimension: 16, seed: 2),
      classNames: classNames, textEncoder: encoder, imageEncoder: SizeEncoder())
  }

  struct Attributes: Encodable {
    let `class`: String
    let text: String
    let price: Double
    let isNew: Bool
  }

  static func index(_ model: SharedEmbedding) throws -> EmbeddingIndex {
    var index = try EmbeddingIndex(
      model.embed(texts: texts), identifiers: (0..<texts.count).map { "images/\($0) a.png" })
    try index.setAttributes(
      zip(texts, classes).enumerated().map { position, item in
        Attributes(
          class: item.1, text: item.0, price: Double(position % 3), isNew: position % 2 == 0)
      })
    return index
  }

  static func engine(textEncoder: (any TextEncoder)? = nil) throws -> Engine {
    let model = try model(textEncoder: textEncoder)
    // The items are embedded without the gate of a test.
    return Engine(name: "test", model: model, catalog: try Catalog(index(try self.model())))
  }

  /// A PNG header that declares a size, which is all that `SizeEncoder` reads.
  static func png(width: UInt32, height: UInt32) -> Data {
    var bytes = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    bytes += Data("IHDR".utf8)
    for number in [width, height] {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + Data([8, 2, 0, 0, 0])
  }

  static func dataURL(_ bytes: Data) -> String {
    "data:image/png;base64,\(bytes.base64EncodedString())"
  }
}

/// Takes the size of an image for its features.
struct SizeEncoder: ImageEncoder {
  let dimension = 3

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    var values: [Float] = []
    for image in images {
      let header = try ImageHeader(of: image)
      values += [Float(header.width) / 100, Float(header.height) / 100, 1]
    }
    return try Matrix(rows: images.count, columns: 3, values: values)
  }
}

/// An encoder that waits until a test opens it.
final class Gate: TextEncoder {
  static let dimension = 64
  var dimension: Int { Self.dimension }
  private let entered = DispatchSemaphore(value: 0)
  private let opened = DispatchSemaphore(value: 0)

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    entered.signal()
    opened.wait()
    return try Matrix(
      rows: texts.count, columns: dimension,
      values: [Float](repeating: 0.1, count: texts.count * dimension))
  }

  /// Waits, apart from the threads of tasks, until a request is being worked on.
  func waitForRequest() async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        self.entered.wait()
        continuation.resume()
      }
    }
  }

  func open() { opened.signal() }
}

/// An encoder that keeps its threads busy until a test stops it, or for ten seconds.
final class Spinner: TextEncoder {
  let dimension = Gate.dimension
  private let spinning = Atomic(0)
  private let isStopped = Atomic(false)
  private let isLate = Atomic(false)

  var count: Int { spinning.load(ordering: .relaxed) }
  var hasGivenUp: Bool { isLate.load(ordering: .relaxed) }

  func stop() { isStopped.store(true, ordering: .relaxed) }

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    spinning.add(1, ordering: .relaxed)
    let end = ContinuousClock.now + .seconds(10)
    while !isStopped.load(ordering: .relaxed), !hasGivenUp {
      if ContinuousClock.now > end { isLate.store(true, ordering: .relaxed) }
    }
    return try Matrix(
      rows: texts.count, columns: dimension,
      values: [Float](repeating: 0.1, count: texts.count * dimension))
  }
}
