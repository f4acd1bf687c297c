import Foundation
import HUSE
import Testing

/// A model file is no secret: NumPy and the safetensors package make the same embeddings of it.
@Suite struct ModelInPythonTests {
  private static let variable = "HUSE_PYTHON"

  private struct Failure: Error { let output: String }

  @Test(arguments: [false, true])
  func embeddingsEqualThoseOfPython(rectifiesOutput: Bool) throws {
    let pairs = try pairs()
    try expectTheSameOfPython(trained(on: pairs, rectifiesOutput: rectifiesOutput), pairs)
  }

  @Test func embeddingsOfARecipeEqualThoseOfPython() throws {
    let pairs = try pairs()
    var recipe = TrainingRecipe.automatic(for: DataSummary(pairs, hasGraph: false))
    recipe.optimization.steps = 20
    let model = try SharedEmbedding.trained(on: pairs, by: recipe)
    #expect(model.classComponent != nil && model.opinions.imageRegression != nil)
    try expectTheSameOfPython(model, pairs)
  }

  private func expectTheSameOfPython(_ model: SharedEmbedding, _ pairs: PairedFeatures) throws {
    let python = try #require(
      ProcessInfo.processInfo.environment[Self.variable],
      "Set \(Self.variable) to a python3 with numpy and safetensors (Scripts/test)")
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let folder = temporary.url
    try model.write(to: folder.appendingPathComponent("model.huse"))
    try NPYFile.write(pairs.images, to: folder.appendingPathComponent("image-features.npy"))
    try NPYFile.write(pairs.texts, to: folder.appendingPathComponent("text-features.npy"))
    try run(
      python,
      ["model.huse", "--images", "image-features.npy", "--texts"]
        + ["text-features.npy", "--output", "."], in: folder)

    for (name, found) in [
      ("images", try model.embed(imageFeatures: pairs.images)),
      ("texts", try model.embed(textFeatures: pairs.texts)),
    ] {
      let expected = try NPYFile(contentsOf: folder.appendingPathComponent("\(name).npy")).matrix()
      #expect(expected.rows == pairs.count && expected.columns == model.dimension)
      #expect(zip(found.vectors.values, expected.values).allSatisfy { abs($0 - $1) <= 1e-5 })
      #expect(relativeError(found.vectors, expected) <= 1e-5)
    }
  }

  private func pairs() throws -> PairedFeatures {
    let labels = (0..<48).map { $0 % 4 }
    func features(_ name: String, columns: Int) -> Matrix {
      let centers = SeededWeights.uniform("\(name) centers", count: 4 * columns, low: -1, width: 2)
      let noise = SeededWeights.uniform(name, count: 48 * columns, low: -0.5, width: 1)
      var rows = Matrix(rows: 48, columns: columns)
      for (row, label) in labels.enumerated() {
        for column in 0..<columns {
          rows[row, column] =
            3 + centers[0, label * columns + column] + noise[0, row * columns + column]
        }
      }
      return rows
    }
    return try PairedFeatures(
      images: features("images", columns: 10), texts: features("texts", columns: 8),
      labels: labels, classNames: ["a", "b", "c", "d"])
  }

  /// Both kinds of towers: with features scaled and as they are, one layer deep and three.
  private func trained(
    on pairs: PairedFeatures, rectifiesOutput: Bool
  ) throws -> SharedEmbedding {
    var model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 10, hiddenDimensions: [16, 12], outputDimension: 6,
        rectifiesOutput: rectifiesOutput, inputScaling: FeatureScaling(standardizing: pairs.images),
        seed: 1),
      textTower: Tower(
        inputDimension: 8, hiddenDimensions: [], outputDimension: 6,
        rectifiesOutput: rectifiesOutput, seed: 2),
      classNames: pairs.classNames, logitScale: .learned(8), seed: 3)
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 4)
    try trainer.train(
      &model, on: pairs, minimizing: 0.8 * ClassificationLoss() + 0.2 * GapLoss(), epochs: 5)
    return model
  }

  private func run(_ python: String, _ arguments: [String], in folder: URL) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Reference/read_model.py").standardizedFileURL
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [script.path] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(output: String(decoding: output, as: UTF8.self))
    }
  }
}
