import Foundation
import HUSE
import Testing

@Suite struct TrainingResultTests {
  /// A loss without a value in its second batch.
  private struct Breaking: Loss {
    let value: Double

    func accumulate(
      _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
    ) -> LossValue {
      LossValue(terms: [LossTerm(name: "breaking", value: value)])
    }
  }

  private func results(
    of loss: some Loss
  ) throws -> (progress: [TrainingProgress], summary: TrainingSummary) {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(
      optimizer: Adam(learningRate: 1e-3), batchSize: 16, onNonFiniteBatch: .skip, seed: 1)
    var progress: [TrainingProgress] = []
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: loss, epochs: 2,
      validation: Validation(on: world.pairs, metric: .accuracy)
    ) { progress.append($0) }
    return (progress, summary)
  }

  @Test func progressAndSummaryTravelAsJSON() throws {
    let (progress, summary) = try results(of: SmallWorld().loss)
    #expect(try throughJSON(progress) == progress)
    #expect(progress.contains { $0.validation != nil })
    #expect(try throughJSON(summary) == summary)
    let total = try JSONSerialization.jsonObject(with: JSONEncoder().encode(summary.loss))
    #expect((total as? [String: Any])?["total"] as? Double == summary.loss?.total)
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "infinity"), (-.infinity, "-infinity")])
  func lossesThatAreNotFiniteTravelToo(value: Double, text: String) throws {
    let found = LossValue(terms: [LossTerm(name: "graph", value: value, weight: 0.5)])
    #expect(
      try json(found)
        == #"{"terms":[{"name":"graph","value":"\#(text)","weight":0.5}],"total":"\#(text)"}"#)
    let again = try #require(try throughJSON(found)["graph"])
    #expect(again.isNaN == value.isNaN && (value.isNaN || again == value))
    let (progress, _) = try results(of: Breaking(value: value))
    #expect(progress.allSatisfy { $0.skippedBatches > 0 })
    #expect(try throughJSON(progress).map(\.skippedBatches) == progress.map(\.skippedBatches))
  }

  @Test func aSummaryPrints() throws {
    let text = """
      {"steps": 1, "epochs": 2, "stoppedEarly": true, "skippedBatches": 1, "validations": [],
       "bestEpoch": 1, "loss": {"terms": [{"name": "gap", "value": 0.5, "weight": 2}]}}
      """
    let summary = try JSONDecoder().decode(TrainingSummary.self, from: Data(text.utf8))
    #expect(
      "\(summary)"
        == "1 step, 2 epochs, loss 1.0000 (gap 0.5000), best epoch 1, stopped early, "
        + "1 batch skipped")
  }

  @Test func embeddingsAndMatchesTravelAsJSON() throws {
    let embedding = try Embedding(normalizing: [3, 0.1, -4])
    #expect(try throughJSON(embedding) == embedding)
    #expect(try json(Embedding([0.6, 0, -0.8])) == "[0.6,0,-0.8]")
    #expect(throws: HUSEError.self) {
      try JSONDecoder().decode(Embedding.self, from: Data("[1,1]".utf8))
    }
    #expect("\(try Embedding([0.6, 0, -0.8]))" == "[0.6, 0.0, -0.8]")
    #expect(
      "\(try Embedding(Vector([1] + [Float](repeating: 0, count: 15))))"
        == "[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, … 16 in all]")
    let match = Match(position: 3, identifier: "tea", distance: 0.25)
    #expect(try throughJSON(match) == match)
    #expect(try json(match) == #"{"distance":0.25,"id":"tea","position":3}"#)
    #expect("\(match)" == "tea (0.250)")
  }
}
