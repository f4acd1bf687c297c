import Foundation
import HUSE
import HUSETestSupport
import Testing

@Suite struct TrainingPrecisionTests {
  private static func trainer(_ precision: Precision) throws -> Trainer {
    try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 10, precision: precision, seed: 7)
  }

  private static func trained(
    _ precision: Precision, checkpointing: Checkpointing? = nil, from checkpoint: Checkpoint? = nil
  ) throws -> (parameters: [Matrix], summary: TrainingSummary) {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try trainer(precision)
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: 8, checkpointing: checkpointing,
      resumingFrom: checkpoint)
    return (model.parameters, summary)
  }

  @Test func trainingWithBFloat16FollowsTrainingWithFloat32() throws {
    let float32 = try Self.trained(.float32)
    let bfloat16 = try Self.trained(.bfloat16)
    let again = try Self.trained(.bfloat16)
    #expect(bfloat16.parameters == again.parameters)
    let losses = try [float32, bfloat16].map { try #require($0.summary.loss).total }
    #expect(abs(losses[0] - losses[1]) < 0.05 * losses[0])
    #expect(float32.summary.precision == .float32)
    #expect(bfloat16.summary.requestedPrecision == .bfloat16)
    // On a CPU without the instructions it is the same training.
    #expect(bfloat16.summary.precision == (Precision.bfloat16.isSupported ? .bfloat16 : .float32))
    #expect((bfloat16.parameters == float32.parameters) == !Precision.bfloat16.isSupported)
  }

  @Test func aCheckpointKeepsThePrecision() throws {
    try withTemporaryFolder { folder in
      let whole = try Self.trained(
        .bfloat16, checkpointing: Checkpointing(in: folder, everySteps: 13, keepingLast: 10))
      let file = try #require(
        Checkpoint.files(in: folder).first { $0.lastPathComponent.contains("13") })
      let checkpoint = try Checkpoint(contentsOf: file)
      #expect(checkpoint.step == 13)
      #expect(try SafetensorsFile(contentsOf: file).metadata["format_version"] == "2")
      #expect(try Self.trained(.bfloat16, from: checkpoint).parameters == whole.parameters)
      #expect(
        throws: HUSEError.checkpointMismatch(
          source: file.path, differences: ["precision bfloat16 in the checkpoint, float32 here"])
      ) { try Self.trained(.float32, from: checkpoint) }
    }
  }

  @Test func aSummaryNamesThePrecision() throws {
    func text(_ precision: String) throws -> String {
      let json = """
        {"steps": 1, "epochs": 1, "stoppedEarly": false, "skippedBatches": 0, "validations": []
         \(precision)}
        """
      return try JSONDecoder().decode(TrainingSummary.self, from: Data(json.utf8)).description
    }
    #expect(try text("") == "1 step, 1 epoch")
    #expect(try text(#", "precision": "bfloat16""#) == "1 step, 1 epoch, bfloat16")
    #expect(
      try text(#", "precision": "float32", "requestedPrecision": "bfloat16""#)
        == "1 step, 1 epoch, float32 because this CPU has no fast products of bfloat16")
  }
}
