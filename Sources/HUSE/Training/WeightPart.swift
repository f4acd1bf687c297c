/// Some rows of a weight matrix whose gradient a thread computes: of about the same work each.
struct WeightPart: Sendable {
  enum Owner: Sendable {
    case imageTower(layer: Int)
    case textTower(layer: Int)
    case classifier(BatchRows, ofTexts: Bool)
  }

  /// The rows of a batch of N images and N texts that a classifier is for.
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
  /// The position of W among the parameters; that of b is the next.
  let parameter: Int
  /// The rows of W.
  let rows: Range<Int>

  private static let size = 512

  /// The parts of all weights of a model.
  static func all(of model: SharedEmbedding) -> [WeightPart] {
    var parts: [WeightPart] = []
    func add(_ owner: Owner, parameter: Int, rows: Int) {
      for start in stride(from: 0, to: rows, by: size) {
        parts.append(
          WeightPart(owner: owner, parameter: parameter, rows: start..<min(start + size, rows)))
      }
    }
    for (index, layer) in model.imageTower.layers.enumerated() {
      add(.imageTower(layer: index), parameter: 2 * index, rows: layer.inputDimension)
    }
    for (index, layer) in model.textTower.layers.enumerated() {
      add(
        .textTower(layer: index), parameter: model.firstTextParameter + 2 * index,
        rows: layer.inputDimension)
    }
    let hasTwo = model.textClassifier != nil
    add(
      .classifier(hasTwo ? .images : .both, ofTexts: false),
      parameter: model.firstClassifierParameter, rows: model.dimension)
    if hasTwo {
      add(
        .classifier(.texts, ofTexts: true), parameter: model.firstTextClassifierParameter,
        rows: model.dimension)
    }
    return parts
  }
}
