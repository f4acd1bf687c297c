import Foundation
import HUSE
import Testing

/// Gradients of a step with bfloat16 factors, within the error that rounding the factors gives.
@Suite struct BFloat16GradientTests {
  /// Both factors of a product are off by at most 2⁻⁸ of themselves, so a product is off by at
  /// most 2⁻⁷ of the norms of its factors, and a gradient by as much for each product on the
  /// way to it.
  @Test(arguments: [ClassifierSharing.shared, .separate])
  func everyParameterIsWithinTheErrorOfTheFormat(sharing: ClassifierSharing) throws {
    var generator = SplitMix64(seed: 12)
    let (count, names) = (37, ["a", "b", "c"])
    let pairs = try PairedFeatures(
      images: .random(count, 9, using: &generator), texts: .random(count, 7, using: &generator),
      labels: (0..<count).map { $0 % 3 }, classNames: names)
    let model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 9, hiddenDimensions: [35, 33], outputDimension: 5, dropout: 0, seed: 1),
      textTower: Tower(
        inputDimension: 7, hiddenDimensions: [31], outputDimension: 5, dropout: 0, seed: 2),
      classNames: names, logitScale: .fixed(3), classifierSharing: sharing)
    let loss = 0.6 * ClassificationLoss() + 0.4 * GapLoss()
    func gradients(_ precision: Precision) throws -> [Matrix] {
      let step = TrainingStep(for: model, pairCount: count, precision: precision)
      var generator = generator
      _ = try step.run(
        model, on: pairs, rows: ArraySlice(0..<count), minimizing: loss, penalty: nil,
        using: &generator)
      return model.parameters.indices.map(step.parameterGradient)
    }
    // For the first layer of images: three layers and the classifier forward, as many back.
    let products = 8.0
    for (found, expected) in try zip(gradients(.bfloat16), gradients(.float32)) {
      let (values, references) = (found.doubles.joined(), expected.doubles.joined())
      let error = zip(values, references).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let size = references.reduce(0) { $0 + $1 * $1 }
      #expect(error.squareRoot() <= products * 0x1p-7 * size.squareRoot())
      #expect(error > 0)
    }
  }

  /// Blocks of pairs that begin at odd rows, over two tiles.
  @Test(arguments: [Float(0.8), 1.5]) func theGraphLossIsWithinTheErrorOfTheFormat(margin: Float) {
    var generator = SplitMix64(seed: 13)
    let (pairs, dimension, classes) = (141, 9, 7)
    var embeddings = Matrix.random(2 * pairs, dimension, using: &generator)
    var norms = Matrix(rows: 2 * pairs, columns: 1)
    Kernels.best.normalizeRows(of: &embeddings, norms: &norms)
    let labels = (0..<pairs).map { Int32($0 * classes / pairs) }
    var distances = Matrix(rows: classes, columns: classes)
    for first in 0..<classes {
      for second in 0..<first {
        distances[first, second] = Float(0.2 + 1.2 * generator.nextUniform())
        distances[second, first] = distances[first, second]
      }
    }
    func run(_ precision: Precision) throws -> (value: Double, gradient: Matrix) {
      let loss = GraphLoss(
        try SemanticGraph(distances: distances, classNames: (0..<classes).map { "\($0)" }),
        margin: margin)
      let batch = BatchOutput(
        embeddings: embeddings, logits: Matrix(rows: 2 * pairs, columns: classes),
        labels: labels + labels, precision: precision)
      var gradient = BatchGradient(like: batch)
      let value = loss.accumulate(batch, scaledBy: 1, into: &gradient)
      return (value.total, gradient.embeddings)
    }
    guard let found = try? run(.bfloat16), let float32 = try? run(.float32) else {
      Issue.record("the graph is refused")
      return
    }

    let count = 2 * pairs
    let rows = embeddings.doubles
    var (sum, sumBound) = (0.0, 0.0)
    var isExact = true
    for m in 0..<count {
      var gradient = [Double](repeating: 0, count: dimension)
      var bound = [Double](repeating: 0, count: dimension)
      for n in 0..<count where n != m {
        let target = Double(distances[Int(labels[m % pairs]), Int(labels[n % pairs])])
        guard target < Double(margin) else { continue }
        let products = zip(rows[m], rows[n]).map { $0 * $1 }
        let size = products.reduce(0) { $0 + abs($1) }
        let (distance, error) = (1 - products.reduce(0, +), size * (0x1p-7 + 0x1p-15))
        let isActive = distance < Double(margin)
        // Whether the pair is active is open if rounding can move it over the margin.
        let isOpen = abs(distance - Double(margin)) <= error
        let difference = distance - target
        let square = (abs(difference) + error) * (abs(difference) + error)
        sum += isActive ? difference * difference : 0
        sumBound += isOpen ? square : isActive ? square - difference * difference : 0
        for column in 0..<dimension {
          let pull = difference * rows[n][column]
          let largest =
            (abs(difference) + error) * abs(rows[n][column]) * (1 + 0x1p-7 + 0x1p-15)
          gradient[column] += isActive ? pull : 0
          bound[column] += isOpen ? largest + abs(pull) : isActive ? largest - abs(pull) : 0
        }
      }
      let factor = 4 / Double(count * count)
      for column in 0..<dimension {
        let expected = -factor * gradient[column]
        let error = factor * (bound[column] + 1e-4)
        #expect(abs(Double(found.gradient[m, column]) - expected) <= error)
        isExact = isExact && found.gradient[m, column] == float32.gradient[m, column]
      }
    }
    let pairsOfAll = Double(count * count)
    #expect(abs(found.value - sum / pairsOfAll) <= (sumBound + 1e-3) / pairsOfAll)
    #expect(abs(float32.value - sum / pairsOfAll) < 1e-6)
    #expect(!isExact)
  }
}
