import Foundation
import HUSE
import Testing

/// The gradient of every parameter of the whole model against central differences of a forward
/// pass in double precision.
@Suite struct ModelGradientTests {
  struct Variant: Sendable, CustomStringConvertible {
    let name: String
    let rectifiesOutput: Bool
    let logitScale: LogitScale
    let penalty: Float
    var classifierSharing = ClassifierSharing.shared
    var similarityScale: SimilarityScale?
    var description: String { name }
  }

  static let variants = [
    Variant(
      name: "as in the paper", rectifiesOutput: false, logitScale: .fixed(1), penalty: 0),
    Variant(
      name: "learned scale, rectified output, L2", rectifiesOutput: true,
      logitScale: .learned(4), penalty: 0.01),
    Variant(
      name: "separate classifiers", rectifiesOutput: false, logitScale: .fixed(3), penalty: 0,
      classifierSharing: .separate),
    Variant(
      name: "separate classifiers, learned scales, L2", rectifiesOutput: false,
      logitScale: .learned(4), penalty: 0.01, classifierSharing: .separate),
    Variant(
      name: "learned similarity scale", rectifiesOutput: false, logitScale: .fixed(3), penalty: 0,
      similarityScale: SimilarityScale(scale: 3, bias: -1)),
    Variant(
      name: "everything learned, L2", rectifiesOutput: false, logitScale: .learned(4),
      penalty: 0.01, classifierSharing: .separate,
      similarityScale: SimilarityScale(scale: 3, bias: -1)),
  ]

  @Test(arguments: variants) func agreesWithCentralDifferences(_ variant: Variant) throws {
    var generator = SplitMix64(seed: 11)
    let names = ["a", "b", "c"]
    let labels = [0, 1, 2, 0, 1]
    let pairs = try PairedFeatures(
      images: .random(5, 6, using: &generator), texts: .random(5, 4, using: &generator),
      labels: labels, classNames: names)
    let graph = try SemanticGraph(
      distances: [[0, 0.3, 0.9], [0.3, 0, 0.6], [0.9, 0.6, 0]], classNames: names)
    let model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 6, hiddenDimensions: [5, 7], outputDimension: 4, dropout: 0,
        rectifiesOutput: variant.rectifiesOutput, seed: 1),
      textTower: Tower(
        inputDimension: 4, hiddenDimensions: [6], outputDimension: 4, dropout: 0,
        rectifiesOutput: variant.rectifiesOutput, initialization: .glorot, seed: 2),
      classNames: names, logitScale: variant.logitScale,
      classifierSharing: variant.classifierSharing, similarityScale: variant.similarityScale)
    let paper =
      0.6 * ClassificationLoss() + 0.2 * GraphLoss(graph, margin: 0.8) + 0.2 * GapLoss()
    let loss: any Loss =
      variant.similarityScale == nil
      ? paper
      : paper + 0.3 * ContrastiveLoss.withLearnedScale() + 0.1 * SigmoidLoss.withLearnedScale()
    let penalty = L2Penalty.outputLayers(variant.penalty, of: model)

    let step = TrainingStep(for: model, pairCount: 5)
    let value = try step.run(
      model, on: pairs, rows: [0, 1, 2, 3, 4], minimizing: loss, penalty: penalty,
      using: &generator)

    let reference = DoubleModel(model)
    let penalised = [2 * (3 - 1), 2 * 3 + 2 * (2 - 1)]
    func total(_ reference: DoubleModel) -> Double {
      let output = reference.output(images: pairs.images, texts: pairs.texts, labels: labels)
      let squares = penalised.reduce(0.0) { sum, index in
        sum + reference.parameters[index].joined().reduce(0) { $0 + $1 * $1 }
      }
      return 0.6 * DoubleLosses.classification(output)
        + 0.2 * DoubleLosses.graph(output, distances: graph.distances.doubles, margin: 0.8)
        + 0.2 * DoubleLosses.gap(output) + Double(variant.penalty) * squares
        + (variant.similarityScale == nil ? 0 : learnedScaleLosses(output, reference))
    }
    /// The scale and the bias are the last parameters.
    func learnedScaleLosses(_ output: DoubleBatch, _ reference: DoubleModel) -> Double {
      let numbers = reference.parameters.suffix(2).map { $0[0][0] }
      let scale = exp(numbers[0])
      return 0.3 * DoublePairLosses.contrastive(output, temperature: 1 / scale) { $0 == $1 }
        + 0.1 * DoublePairLosses.sigmoid(output, scale: scale, bias: numbers[1]) { $0 == $1 }
    }

    #expect(abs(value.total - total(reference)) < 1e-5)
    expectGradients(of: step, at: reference, of: total)
  }
}
