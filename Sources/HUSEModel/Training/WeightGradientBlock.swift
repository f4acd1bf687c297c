/// A range of rows of a weight matrix whose gradient a thread computes.
package struct WeightGradientBlock: Sendable {
  enum Owner: Sendable {
    case imageTower(layer: Int)
    case textTower(layer: Int)
    case classifier(BatchRows, ofTexts: Bool)
  }

  /// The rows of a batch of N images and N texts that a classifier handles.
  enum BatchRows: Sendable {
    case images, texts, both

    func range(in pairCount: Int) -> Range<Int> {
      switch self {
      case .images: 0..<pairCount
      case .texts: pairCount..<2 * pairCount
      case .both: 0..<2 * pairCount
      }
    }
  }

  let owner: Owner
  /// The position of W among the parameters; b is the next.
  package let parameter: Int
  /// The rows of W.
  package let rows: Range<Int>

  /// The number of rows of a part, and the smallest number for a part that threads share: each part
  /// packs the gradient of the layer's output again.
  private static let (size, smallestSize) = (512, 128)

  /// The parts of all weights of a model, for threads that take one after another and should all
  /// end at about the same time.
  package static func all(of model: SharedEmbedding, threads: Int) -> [WeightGradientBlock] {
    var towers: [WeightGradientBlock] = []
    for (index, layer) in model.imageTower.layers.enumerated() {
      towers += parts(
        of: .imageTower(layer: index), parameter: 2 * index, rows: layer.inputDimension)
    }
    for (index, layer) in model.textTower.layers.enumerated() {
      towers += parts(
        of: .textTower(layer: index), parameter: model.firstTextParameter + 2 * index,
        rows: layer.inputDimension)
    }
    let hasTwo = model.textClassifier != nil
    var classifiers = parts(
      of: .classifier(hasTwo ? .images : .both, ofTexts: false),
      parameter: model.firstClassifierParameter, rows: model.towerDimension)
    if hasTwo {
      classifiers += parts(
        of: .classifier(.texts, ofTexts: true), parameter: model.firstTextClassifierParameter,
        rows: model.towerDimension)
    }
    // The parts that remain after all threads have taken the same number are divided among all
    // threads if otherwise more threads would wait than work.
    let left = towers.count % threads
    let shared = left <= threads / 2 ? left : 0
    return towers.dropLast(shared)
      + (towers.suffix(shared) + classifiers).flatMap { $0.divided(into: threads) }
  }

  private static func parts(of owner: Owner, parameter: Int, rows: Int) -> [WeightGradientBlock] {
    WeightGradientBlock(owner: owner, parameter: parameter, rows: 0..<rows).divided(bySize: size)
  }

  private func divided(into count: Int) -> [WeightGradientBlock] {
    // Each part but the last gets whole vectors.
    let size = ((rows.count + count - 1) / count + 15) / 16 * 16
    return divided(bySize: max(size, Self.smallestSize))
  }

  private func divided(bySize size: Int) -> [WeightGradientBlock] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: size).map {
      WeightGradientBlock(
        owner: owner, parameter: parameter, rows: $0..<min($0 + size, rows.upperBound))
    }
  }
}
