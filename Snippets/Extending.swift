import Foundation
import HUSE

// snippet.loss
/// The squared distance between the mean embedding of images and that of texts:
/// L = |1/N Σ φ_I(p_n) − 1/N Σ φ_T(q_n)|².
struct MeanGapLoss: Loss {
  func accumulate(
    _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
  ) -> LossValue {
    let pairs = batch.pairCount
    guard pairs > 0 else { return LossValue(terms: [LossTerm(name: "mean gap", value: 0)]) }
    // 1/N for each image and −1/N for each text, [1 × 2N].
    var weights = Matrix(rows: 1, columns: 2 * pairs, repeating: 1 / Float(pairs))
    for text in pairs..<2 * pairs { weights[0, text] = -1 / Float(pairs) }

    var difference = Matrix(rows: 1, columns: batch.embeddings.columns)
    difference.assignProduct(of: weights, and: batch.embeddings)
    gradient.embeddings.addProduct(
      of: weights, and: difference, transposingFirst: true, scaledBy: 2 * scale)
    return LossValue(terms: [LossTerm(name: "mean gap", value: difference.sumOfSquares)])
  }
}
// snippet.end

// snippet.optimizer
/// Steps of one size in the direction of the sign of a running mean: Lion, Chen and others 2023.
struct Lion: Optimizer {
  var learningRate: Float = 1e-4
  var weightDecay: Float = 0.1

  func update(
    _ parameter: inout Matrix, moments: inout Moments, along gradient: Matrix, at step: UpdateStep
  ) {
    var direction = moments.first
    direction.scale(by: 0.9)
    direction.add(gradient, scaledBy: 0.1 * step.gradientScale)
    direction.updateValues { $0 = $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }

    parameter.scale(by: 1 - step.learningRate * weightDecay)
    parameter.add(direction, scaledBy: -step.learningRate)

    moments.first.scale(by: 0.99)
    moments.first.add(gradient, scaledBy: 0.01 * step.gradientScale)
  }
}
// snippet.end

// snippet.encoder
/// Counts the letters a to z: a text encoder of an app's own.
struct LetterEncoder: TextEncoder {
  let dimension = 26

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    var features = Matrix(rows: texts.count, columns: dimension)
    for (row, text) in texts.enumerated() {
      for byte in text.lowercased().utf8 where (0x61...0x7A).contains(byte) {
        features[row, Int(byte) - 0x61] += 1
      }
    }
    return features
  }
}
// snippet.end

// snippet.stored-encoder
extension LetterEncoder: StorableEncoder {
  static let storedKind = "letters"

  init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
    self.init()
  }

  func stored() throws(HUSEError) -> StoredEncoder {
    StoredEncoder(kind: Self.storedKind, settings: Data("{}".utf8), tensors: [:])
  }
}
// snippet.end

// snippet.data
/// Pairs whose features lie in two files of 32-bit numbers, a row after the other.
struct RawFeatures: PairedDataset {
  let images: Data
  let texts: Data
  let imageDimension: Int
  let textDimension: Int
  let labels: [Int]
  let classNames: [String]

  func gather(
    rows: ArraySlice<Int>, images: inout Matrix, texts: inout Matrix
  ) throws(HUSEError) {
    try copy(rows, of: self.images, to: &images, named: "images")
    try copy(rows, of: self.texts, to: &texts, named: "texts")
  }

  private func copy(
    _ rows: ArraySlice<Int>, of file: Data, to target: inout Matrix, named name: String
  ) throws(HUSEError) {
    try target.updateRows { (position, values) throws(HUSEError) in
      let row = rows[rows.startIndex + position]
      for column in values.indices {
        let offset = 4 * (row * values.count + column)
        values[column] = file.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: Float.self)
        }
        guard values[column].isFinite else {
          throw .invalidRow(
            source: name, row: row, column: column, problem: "found \(values[column])",
            remedy: "Features must be finite.")
        }
      }
    }
  }
}
// snippet.end

/// Shows a training that consists of parts of one's own.
func train(_ model: inout SharedEmbedding, on pairs: RawFeatures) throws {
  // snippet.use
  var trainer = try Trainer(optimizer: Lion(), batchSize: 256, seed: 7)
  try trainer.train(
    &model, on: pairs, minimizing: ClassificationLoss() + 0.5 * MeanGapLoss(), epochs: 20)
  // snippet.end
}

/// Shows how a model is read that holds an encoder of one's own.
func read(_ url: URL) throws -> SharedEmbedding {
  // snippet.read
  let model = try SharedEmbedding(contentsOf: url, encoders: [LetterEncoder.self])
  // snippet.end
  return model
}
