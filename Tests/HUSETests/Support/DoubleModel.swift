import Foundation
import HUSE

/// The forward pass of the model in double-precision loops, over a flat list of parameters in the
/// order of `SharedEmbedding.parameterShapes`: what whole-model gradients are checked against.
struct DoubleModel {
  var parameters: [[[Double]]]
  let imageLayers: Int
  let textLayers: Int
  let rectifiesOutput: Bool
  /// `nil` where the scale is the exponential of the last parameter.
  let fixedScale: Double?

  init(_ model: SharedEmbedding) {
    var copy = model
    var parameters: [[[Double]]] = []
    copy.updateParameters { parameter, _ in parameters.append(parameter.doubles) }
    self.parameters = parameters
    imageLayers = model.imageTower.layers.count
    textLayers = model.textTower.layers.count
    rectifiesOutput = model.imageTower.rectifiesOutput
    fixedScale =
      if case .fixed(let scale) = model.classifier.logitScale { Double(scale) } else { nil }
  }

  func output(images: Matrix, texts: Matrix, labels: [Int]) -> DoubleBatch {
    let embeddings =
      embed(images.doubles, first: 0, layers: imageLayers)
      + embed(texts.doubles, first: 2 * imageLayers, layers: textLayers)
    let shared = 2 * (imageLayers + textLayers)
    let scale = fixedScale ?? exp(parameters[shared + 2][0][0])
    let logits = affine(embeddings, parameters[shared], parameters[shared + 1][0], scale: scale)
    return DoubleBatch(embeddings: embeddings, logits: logits, labels: labels)
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
