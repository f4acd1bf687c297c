import Foundation
import HUSE
import Testing

/// Texts and images are classified as their features are, one by one or together.
@Suite struct ClassifyInputsTests {
  /// Row i of the features for the input i.
  private struct Rows: TextEncoder, ImageEncoder {
    let rows: Matrix
    var dimension: Int { rows.columns }

    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      rows.gathering(rowsAt: texts.map { Int($0)! })
    }

    func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
      rows.gathering(
        rowsAt: images.map {
          switch $0 {
          case .file(let url): Int(url.lastPathComponent)!
          case .data(let data): Int(String(decoding: data, as: UTF8.self))!
          }
        })
    }
  }

  private let world: SmallWorld
  private let model: SharedEmbedding
  private let images: ClassScores
  private let texts: ClassScores

  init() throws {
    world = try SmallWorld()
    model = try world.model().with(
      textEncoder: Rows(rows: world.pairs.texts), imageEncoder: Rows(rows: world.pairs.images))
    images = try model.classify(imageFeatures: world.pairs.images)
    texts = try model.classify(textFeatures: world.pairs.texts)
  }

  @Test func textsHaveTheScoresOfTheirFeatures() throws {
    #expect(try model.classify(text: "7").best(4) == texts[7].best(4))
    let both = try model.classify(texts: ["7", "2"])
    #expect(both[1] == texts[2])
    let output = try model.output(textFeatures: world.pairs.texts.gathering(rowsAt: [7, 2]))
    #expect(output.scores == both)
    #expect(try output.embeddings == model.embed(texts: ["7", "2"]))
  }

  @Test func imagesHaveTheScoresOfTheirFeatures() throws {
    let (url, data) = (URL(fileURLWithPath: "/7"), Data("7".utf8))
    for classification in try [
      model.classify(image: url), model.classify(image: data), model.classify(image: .file(url)),
    ] {
      #expect(classification == images[7])
    }
    let both = try model.classify(images: [.file(url), .data(Data("2".utf8))])
    #expect(both[1] == images[2])
  }

  @Test func aPairIsWeighedAsItsFeaturesAre() throws {
    let pairs = try model.classify(
      imageFeatures: world.pairs.images, textFeatures: world.pairs.texts)
    let found = try model.classify(image: .data(Data("7".utf8)), text: "7")
    #expect(found.map(\.index) == pairs[7].map(\.index))
    #expect(abs(found[0].probability - pairs[7][0].probability) < 1e-6)
  }

  @Test func encodersOfAnotherLengthAreRefused() throws {
    #expect(throws: HUSEError.self) {
      try model.with(textEncoder: Rows(rows: world.pairs.images), imageEncoder: nil)
    }
    let without = try model.with(textEncoder: nil, imageEncoder: nil)
    #expect(throws: HUSEError.noTextEncoder) { try without.classify(text: "7") }
    #expect(throws: HUSEError.noImageEncoder) { try without.classify(image: .data(Data())) }
  }
}
