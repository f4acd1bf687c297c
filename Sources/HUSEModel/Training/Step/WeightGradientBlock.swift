/// A range of rows of a weight matrix whose gradient a thread computes.
package struct WeightGradientBlock: Sendable {
  /// The layer of the weights.
  package let layer: ParameterIdentifier.Layer
  /// The rows of the weights.
  package let rows: Range<Int>

  /// The number of rows of a block, and the smallest number for a block that threads share; each
  /// block packs the gradient of the layer's output again.
  private static let (size, smallestSize) = (512, 128)

  /// The blocks of all weights of a model, for threads that take one after another and should all
  /// end at about the same time.
  package static func all(of model: SharedEmbedding, threads: Int) -> [WeightGradientBlock] {
    var (towers, classifiers): ([WeightGradientBlock], [WeightGradientBlock]) = ([], [])
    for identifier in model.parameterLayout.identifiers where identifier.role == .weights {
      let whole = WeightGradientBlock(layer: identifier.layer, rows: 0..<model[identifier].rows)
      let blocks = whole.divided(bySize: size)
      if case .tower = identifier.layer { towers += blocks } else { classifiers += blocks }
    }
    // The blocks that remain after all threads have taken the same number are divided among all
    // threads if more threads would otherwise wait than work.
    let left = towers.count % threads
    let shared = left <= threads / 2 ? left : 0
    return towers.dropLast(shared)
      + (towers.suffix(shared) + classifiers).flatMap { $0.divided(into: threads) }
  }

  private func divided(into count: Int) -> [WeightGradientBlock] {
    // Each block but the last gets whole vectors.
    let size = ((rows.count + count - 1) / count + 15) / 16 * 16
    return divided(bySize: max(size, Self.smallestSize))
  }

  private func divided(bySize size: Int) -> [WeightGradientBlock] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: size).map {
      WeightGradientBlock(layer: layer, rows: $0..<min($0 + size, rows.upperBound))
    }
  }
}
