import HUSE
import Testing

/// Weights and embeddings that are not finite are noticed: NaN would compare as nearest to all.
@Suite struct BrokenWeightsTests {
  @Test(arguments: Validation.Metric.allCases)
  func validationOfADivergedModelEndsTraining(_ metric: Validation.Metric) throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: SGD(learningRate: 1e30), batchSize: 48, seed: 1)
    #expect(throws: HUSEError.notFinite(term: "validation \(metric)", step: 1, rows: [])) {
      try trainer.train(
        &model, on: world.pairs, minimizing: world.loss, epochs: 1,
        validation: Validation(on: world.pairs, metric: metric))
    }
  }

  @Test func featuresThatLeaveTheRangeOfFloatAreNamed() throws {
    let model = try SmallWorld().model()
    var features = Matrix(rows: 3, columns: 8, repeating: 0.1)
    for column in 0..<8 { features[1, column] = 3e38 }
    #expect(
      errorText { () throws(HUSEError) in try model.embed(textFeatures: features) }
        == "text features: row 1: has an embedding that is not finite. The features are too large, "
        + "or the model's weights are not finite: train it again.")
  }

  @Test func theGraphLossOfAnEmbeddingThatIsNotFiniteIsNotFinite() throws {
    let graph = try SmallWorld(classes: 2).graph
    let embeddings: Matrix = [[.nan, 0], [0, 1]]
    let batch = try BatchOutput(
      imageEmbeddings: embeddings, textEmbeddings: embeddings,
      imageLogits: Matrix(rows: 2, columns: 2), textLogits: Matrix(rows: 2, columns: 2),
      labels: [0, 0])
    #expect(!GraphLoss(graph, margin: 2)(batch).value.total.isFinite)
  }

  @Test func rowsOfHugeAndTinyValuesGetUnitLength() throws {
    let rows = try Embeddings(normalizing: [[3e38, 3e38], [3e-30, 0], [0, 0]])
    #expect(abs(rows[0][0] - 0.70710678) < 1e-6 && abs(rows[0][1] - 0.70710678) < 1e-6)
    #expect(Array(rows[2]) == [0, 0])
  }
}
