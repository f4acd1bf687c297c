import Foundation
import HUSE

/// The forward pass of the model in double-precision loops, over a flat list of parameters in the
/// order of `SharedEmbedding.parameterLayout`: what whole-model gradients are checked against.
struct DoubleModel {
  var parameters: [[[Double]]]
  let imageLayers: Int
  let textLayers: Int
  let rectifiesOutput: Bool
  /// `nil` where the scale is the exponential of a classifier's last parameter.
  let fixedScale: Double?
  let hasTextClassifier: Bool

  init(_ model: SharedEmbedding) {
    parameters = model.parameters.map(\.doubles)
    imageLayers = model.imageTower.layers.count
    textLayers = model.textTower.layers.count
    rectifiesOutput = model.imageTower.rectifiesOutput
    hasTextClassifier = model.textClassifier != nil
    fixedScale =
      if case .fixed(let scale) = model.classifier.logitScale { Double(scale) } else { nil }
  }

  func output(images: Matrix, texts: Matrix, labels: [Int]) -> DoubleBatch {
    let imageEmbeddings = embed(images.doubles, first: 0, layers: imageLayers)
    let textEmbeddings = embed(texts.doubles, first: 2 * imageLayers, layers: textLayers)
    let classifier = 2 * (imageLayers + textLayers)
    let textClassifier = classifier + (hasTextClassifier ? (fixedScale == nil ? 3 : 2) : 0)
    return DoubleBatch(
      embeddings: imageEmbeddings + textEmbeddings,
      logits: classify(imageEmbeddings, first: classifier)
        + classify(textEmbeddings, first: textClassifier),
      labels: labels)
  }

  private func classify(_ embeddings: [[Double]], first: Int) -> [[Double]] {
    affine(
      embeddings, parameters[first], parameters[first + 1][0],
      scale: fixedScale ?? exp(parameters[first + 2][0][0]))
  }

  private func embed(_ features: [[Double]], first: Int, layers: Int) -> [[Double]] {
    var rows = features
    for layer in 0..<layers {
      rows = affine(rows, parameters[first + 2 * layer], parameters[first + 2 * layer + 1][0])
      if layer < layers - 1 || rectifiesOutput { rows = rows.map { $0.map { max($0, 0) } } }
    }
    return rows.map { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / max(length, 1e-12) }
    }
  }

  private func affine(
    _ rows: [[Double]], _ weights: [[Double]], _ bias: [Double], scale: Double = 1
  ) -> [[Double]] {
    rows.map { row in
      bias.indices.map { column in
        scale * zip(row, weights).reduce(0) { $0 + $1.0 * $1.1[column] } + bias[column]
      }
    }
  }
}
