import HUSE
import Testing

/// Class scores, accuracies and fusion against `Tests/Reference/make_evaluation_fixtures.py`.
@Suite struct ClassificationReferenceTests {
  struct File: Decodable {
    let images: [[Float]]
    let texts: [[Float]]
    let labels: [Int]
    let imageLayers: Int
    let textLayers: Int
    let parameters: [[[Double]]]
    let imageScores: [[Double]]
    let textScores: [[Double]]
    let imageAccuracy: Double
    let textAccuracy: Double
    let imageMacroAccuracy: Double
    let textMacroAccuracy: Double
    /// With the image's weight at 0, 0.05, … 1.
    let fusedAccuracies: [Double]
    let bestWeight: Double
    /// Of images, of texts and of both with the best weight; the errors by the number of bins.
    let calibrationErrors: [String: [Double]]
    let negativeLogLikelihoods: [Double]
  }

  private let file: File
  private let pairs: PairedFeatures
  private let model: SharedEmbedding

  init() throws {
    file = try ReferenceFile.read("classification.json", as: File.self)
    let names = ["a", "b", "c", "d", "e"]
    pairs = try PairedFeatures(
      images: Matrix(rows: file.images), texts: Matrix(rows: file.texts), labels: file.labels,
      classNames: names)
    model = try ReferenceModel(
      imageLayers: file.imageLayers, textLayers: file.textLayers, parameters: file.parameters,
      classNames: names
    ).model(logitScale: .fixed(16))
  }

  @Test func scoresAndAccuraciesEqualTheReference() throws {
    let images = try model.classify(imageFeatures: pairs.images)
    let texts = try model.classify(textFeatures: pairs.texts)
    #expect(relativeError(images.probabilities, file.imageScores) <= 1e-5)
    #expect(relativeError(texts.probabilities, file.textScores) <= 1e-5)
    #expect(abs(images.accuracy(labels: file.labels) - file.imageAccuracy) < 1e-9)
    #expect(abs(texts.accuracy(labels: file.labels) - file.textAccuracy) < 1e-9)
    #expect(abs(images.macroAccuracy(labels: file.labels) - file.imageMacroAccuracy) < 1e-9)
    #expect(abs(texts.macroAccuracy(labels: file.labels) - file.textMacroAccuracy) < 1e-9)
  }

  @Test func fusionEqualsTheReference() throws {
    var model = model
    for (step, accuracy) in file.fusedAccuracies.enumerated() {
      let weight = Double(step) / 20
      try model.setFusionWeight(Float(weight))
      let scores = try model.classify(imageFeatures: pairs.images, textFeatures: pairs.texts)
      let expected = zip(file.imageScores, file.textScores).map {
        zip($0, $1).map { weight * $0 + (1 - weight) * $1 }
      }
      #expect(relativeError(scores.probabilities, expected) <= 1e-5)
      #expect(abs(scores.accuracy(labels: file.labels) - accuracy) < 1e-9)
    }
  }

  @Test func chosenFusionWeightEqualsTheReference() throws {
    var model = model
    try model.setFusionWeight(1)
    try model.chooseFusionWeight(on: pairs)
    #expect(abs(Double(model.fusionWeight) - file.bestWeight) < 1e-6)
  }

  @Test func calibrationEqualsTheReference() throws {
    var model = model
    try model.setFusionWeight(Float(file.bestWeight))
    let scores = [
      try model.classify(imageFeatures: pairs.images),
      try model.classify(textFeatures: pairs.texts),
      try model.classify(imageFeatures: pairs.images, textFeatures: pairs.texts),
    ]
    #expect(Set(file.calibrationErrors.keys) == ["1", "4", "15"])
    for (bins, errors) in file.calibrationErrors {
      let count = try #require(Int(bins))
      for (scores, error) in zip(scores, errors) {
        let found = scores.expectedCalibrationError(labels: file.labels, binCount: count)
        #expect(abs(found - error) < 1e-5, "\(bins) bins")
        if count == 15 {
          #expect(scores.expectedCalibrationError(labels: file.labels) == found)
        }
      }
    }
    for (scores, expected) in zip(scores, file.negativeLogLikelihoods) {
      let found = scores.negativeLogLikelihood(labels: file.labels)
      #expect(relativeError(found, expected) < 1e-5)
    }
  }
}
