import HUSECore
import HUSEModel
import Testing

/// Classes by the cosines of their names, worked out on paper.
@Suite struct ZeroShotClassifierTests {
  private static let encoder = WordEncoder(vectors: [
    "a photo of a red apple.": [3, 0], "a photo of a plum.": [0, 0.5],
    "a red apple": [0, 4], "a plum": [0, 1],
  ])
  private static let names = ["red_apple", "plum"]

  /// Rows of any length: 3-4-5 triangles, whose cosines with the axes are 0.6 and 0.8.
  private static let features: Matrix = [[0.3, 0.4], [8, 6], [0, -2]]

  @Test func probabilitiesAreASoftmaxOfCosines() throws {
    let classifier = try ZeroShotClassifier(
      classNames: Self.names, encodedBy: Self.encoder, scale: 10)
    #expect(classifier.classEmbeddings.values == [1, 0, 0, 1])
    let scores = try classifier.scores(of: Self.features)
    #expect(scores.classNames == Self.names)
    #expect(scores.labels == [1, 0, 0])
    // softmax(6, 8), softmax(8, 6), softmax(0, −10).
    let expected: [Float] = [0.1192029, 0.8807971, 0.8807971, 0.1192029, 0.9999546, 0.0000454]
    #expect(largestDifference(scores.probabilities.values, expected) < 1e-6)
  }

  /// The unit vectors of a class are averaged, and the mean has unit length.
  @Test func severalPrompts() throws {
    let classifier = try ZeroShotClassifier(
      classNames: Self.names, prompts: ["a photo of a {}.", "a {}"], encodedBy: Self.encoder)
    let half = Float(0.5).squareRoot()
    #expect(largestDifference(classifier.classEmbeddings.values, [half, half, 0, 1]) < 1e-6)
  }

  @Test(arguments: [
    ([String](), ["{}"], Float(1), "classNames"), (["plum"], [], 1, "prompts"),
    (["plum"], ["a photo"], 1, "prompts"), (["plum"], ["a {}"], 0, "scale"),
    (["plum"], ["a {}"], .infinity, "scale"),
  ])
  func argumentsOutOfRange(
    _ names: [String], _ prompts: [String], _ scale: Float, _ argument: String
  ) {
    let text = errorText { () throws(HUSEError) in
      try ZeroShotClassifier(
        classNames: names, prompts: prompts, encodedBy: Self.encoder, scale: scale)
    }
    #expect(text?.contains(argument) == true, "\(text ?? "no error")")
  }

  @Test func featuresOfAnotherSpace() throws {
    let classifier = try ZeroShotClassifier(classNames: Self.names, encodedBy: Self.encoder)
    let text = errorText { () throws(HUSEError) in
      try classifier.scores(of: Matrix(rows: 2, columns: 3))
    }
    #expect(
      text == "features for a zero-shot classifier: expected shape [2, 2], found [2, 3]. Pass "
        + "features of the encoder that shares its space with the text encoder.")
  }
}
