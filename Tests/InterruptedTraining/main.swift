import Foundation
import HUSE

// Trains with checkpoints in the folder of the first argument, going on from the newest one, and
// writes the model to the second: the program that `InterruptedTrainingTests` kills.

let folder = URL(fileURLWithPath: CommandLine.arguments[1])
let output = URL(fileURLWithPath: CommandLine.arguments[2])

func features(columns: Int, seed: UInt64) throws -> Matrix {
  var generator = SplitMix64(seed: seed)
  return try Matrix(
    rows: 90, columns: columns,
    values: (0..<90 * columns).map { _ in Float(generator.nextUniform() - 0.5) })
}
let pairs = try PairedFeatures(
  images: features(columns: 12, seed: 11), texts: features(columns: 9, seed: 12),
  labels: (0..<90).map { $0 % 5 },
  classNames: (0..<5).map { "class \($0)" })
let (train, validation) = try pairs.split(testFraction: 0.2, seed: 1)
var model = try SharedEmbedding(
  imageTower: Tower(inputDimension: 12, hiddenDimensions: [16], outputDimension: 8, seed: 1),
  textTower: Tower(inputDimension: 9, hiddenDimensions: [16], outputDimension: 8, seed: 2),
  classNames: pairs.classNames, seed: 3)
var trainer = try Trainer(
  optimizer: Adam(learningRate: 1e-3), batchSize: 16, maximumGradientNorm: 1, seed: 7)
try trainer.train(
  &model, on: train, minimizing: 0.7 * ClassificationLoss() + 0.3 * GapLoss(), epochs: 20,
  validation: Validation(on: validation, metric: .loss, every: 3),
  checkpointing: Checkpointing(in: folder, everySteps: 1),
  resumingFrom: Checkpoint.latest(in: folder))
try model.write(to: output)
