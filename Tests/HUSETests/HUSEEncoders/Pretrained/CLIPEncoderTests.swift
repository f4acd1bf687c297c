import Foundation
import HUSECore
import HUSEEncoders
import HUSEModel
import Testing

/// Folders with images and texts in one space, against transformers in double precision.
@Suite struct CLIPEncoderTests {
  private static let classNames = ["apple", "plum", "red_pepper"]

  private static func folder(_ kind: String) -> URL {
    PretrainedTextEncoderTests.folder.appendingPathComponent(kind)
  }

  @Test(arguments: ["clip", "siglip"])
  func imagesAndTextsShareASpace(kind: String) throws {
    let clip = try CLIPEncoder(contentsOf: Self.folder(kind))
    let expected = try SafetensorsFile(
      contentsOf: Self.folder(kind).appendingPathComponent("pairs.safetensors"))
    #expect(clip.dimension == clip.text.dimension)
    let images = try clip.image.features(of: PretrainedImages.images)
    #expect(relativeError(images.normalizedRows, try expected.tensor("images").matrix) < 1e-4)
    let texts = try clip.text.features(
      of: ["a photo of a apple.", "a photo of a plum.", "a photo of a red pepper."])
    #expect(relativeError(texts, try expected.tensor("texts").matrix) < 1e-5)
    let scale = try expected.tensor("scale").matrix[0, 0]
    #expect(abs(clip.scale / scale - 1) < 1e-6)
  }

  @Test(arguments: ["clip", "siglip"])
  func classesByTheirNames(kind: String) throws {
    let clip = try CLIPEncoder(contentsOf: Self.folder(kind))
    let classifier = try ZeroShotClassifier(
      classNames: Self.classNames, encodedBy: clip.text, scale: clip.scale)
    let scores = try classifier.scores(of: clip.image.features(of: PretrainedImages.images))
    let logits = try SafetensorsFile(
      contentsOf: Self.folder(kind).appendingPathComponent("pairs.safetensors")
    ).tensor("logits").matrix
    #expect(scores.probabilities.rows == logits.rows)
    for row in 0..<logits.rows {
      let powers = logits[row: row].map { exp($0) }
      let sum = powers.reduce(0, +)
      #expect(
        largestDifference(scores.probabilities[row: row], powers.map { $0 / sum }) < 1e-5)
    }
  }

  @Test func foldersOfOtherModels() throws {
    func error(_ folder: URL) -> String? {
      errorText { () throws(HUSEError) in try CLIPEncoder(contentsOf: folder) }
    }
    for kind in ["vit", "clip-vision"] {
      let folder = PretrainedImages.folder(kind)
      let name = kind == "vit" ? "vit" : "clip"
      #expect(
        error(folder)
          == "\(folder.path)/config.json: found a model of the kind '\(name)' without a space of "
          + "images and texts, which is not supported. Supported: clip, siglip.")
    }
    try PretrainedTextEncoderTests.withCopy("clip") { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      let file = try SafetensorsFile(contentsOf: url)
      var tensors: [String: Tensor] = [:]
      for name in file.names { tensors[name] = try file.tensor(name) }
      tensors["logit_scale"] = try Tensor(shape: [], matrix: [[.nan]])
      try SafetensorsFile.write(tensors, to: url)
      #expect(
        error(folder)
          == "\(url.path): the tensor 'logit_scale' is nan. The weights are damaged; fetch them "
          + "again.")
    }
  }
}
