import HUSE

/// A learnable toy: each class has a direction among image features and another among text
/// features, and items scatter around them.
struct SmallWorld {
  let pairs: PairedFeatures
  let graph: SemanticGraph

  init(classes: Int = 4, itemsPerClass: Int = 12, noise: Float = 0.6, seed: UInt64 = 1) throws {
    var generator = SplitMix64(seed: seed)
    let names = (0..<classes).map { "class \($0)" }
    let imageCenters = Matrix.random(classes, 10, using: &generator)
    let textCenters = Matrix.random(classes, 8, using: &generator)
    let labels = (0..<classes * itemsPerClass).map { $0 % classes }
    func scatter(_ centers: Matrix) -> Matrix {
      var rows = Matrix.random(labels.count, centers.columns, using: &generator)
      for (row, label) in labels.enumerated() {
        for column in 0..<centers.columns {
          rows[row, column] = centers[label, column] + noise * rows[row, column]
        }
      }
      return rows
    }
    pairs = try PairedFeatures(
      images: scatter(imageCenters), texts: scatter(textCenters), labels: labels,
      classNames: names)
    graph = try SemanticGraph(classEmbeddings: imageCenters, classNames: names)
  }

  func model(dropout: Float = 0.15, logitScale: LogitScale = .fixed(16)) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 10, hiddenDimensions: [16], outputDimension: 6, dropout: dropout,
        inputScaling: FeatureScaling(standardizing: pairs.images), seed: 1),
      textTower: Tower(
        inputDimension: 8, hiddenDimensions: [12, 12], outputDimension: 6, dropout: dropout,
        seed: 2),
      classNames: pairs.classNames, logitScale: logitScale, graph: graph, seed: 3)
  }

  var loss: some Loss {
    0.6 * ClassificationLoss() + 0.2 * GraphLoss(graph, margin: 0.8) + 0.2 * GapLoss()
  }
}
