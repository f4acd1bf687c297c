import Foundation
import HUSE

/// Shows the sources of a semantic graph.
func graphs(classNames: [String], classPaths: [String], encoder: BERTEncoder) throws {
  // snippet.graphs
  let byName = try SemanticGraph(classNames: classNames, encodedBy: encoder)
  let byPath = try SemanticGraph(classPaths: classPaths, encodedBy: encoder)
  let byTree = try SemanticGraph(
    classNames: classPaths, in: Taxonomy(classPaths: classPaths))
  let byHand = try SemanticGraph(
    distances: [[0, 0.3], [0.3, 0]], classNames: ["apple", "pear"])
  // snippet.end
  print(byName.classCount, byPath.classCount, byTree.classCount, byHand.classCount)
}

/// Shows the settings of a trainer.
func settings(model: SharedEmbedding, train: PairedFeatures) throws {
  // snippet.trainer
  var trainer = try Trainer(
    optimizer: Adam.adamW(learningRate: 1e-3, weightDecay: 0.01), batchSize: 256,
    maximumGradientNorm: 1, penalty: .outputLayers(0.01, of: model), seed: 7)
  let stepsPerEpoch = trainer.stepsPerEpoch(on: train)
  trainer.schedule = .cosine(warmUp: stepsPerEpoch, total: 60 * stepsPerEpoch)
  // snippet.end
  print(trainer.batchSize)
}

/// Shows early stopping.
func stopEarly(
  model: inout SharedEmbedding, trainer: inout Trainer, pairs: PairedFeatures, loss: some Loss
) throws {
  // snippet.validation
  let parts = try pairs.split(validationFraction: 0.1, testFraction: 0.2, seed: 7)
  let summary = try trainer.train(
    &model, on: parts.train, minimizing: loss, epochs: 200,
    validation: Validation(on: parts.validation, metric: .recall, patience: 10))
  print(summary.bestEpoch ?? 0, summary.stoppedEarly, summary.validations)
  // snippet.end
}

/// Shows progress.
func watch(
  model: inout SharedEmbedding, trainer: inout Trainer, pairs: PairedFeatures, loss: some Loss
) throws {
  // snippet.progress
  try trainer.train(&model, on: pairs, minimizing: loss, epochs: 60) { progress in
    guard progress.endsEpoch else { return }
    print(progress)  // step 120/600, epoch 12, loss 0.8312 (classification 1.2034, …), …
    print(progress.loss["gap"] ?? 0, progress.gradientNorm, progress.learningRate)
  }
  // snippet.end
}

/// Shows a training that resumes where it was interrupted.
func resume(
  model: inout SharedEmbedding, trainer: inout Trainer, pairs: PairedFeatures, loss: some Loss
) throws {
  // snippet.checkpoints
  let folder = URL(fileURLWithPath: "checkpoints")
  try trainer.train(
    &model, on: pairs, minimizing: loss, epochs: 60,
    checkpointing: Checkpointing(in: folder, everyMinutes: 10, keepingLast: 3),
    resumingFrom: Checkpoint.latest(in: folder))
  // snippet.end
}

/// Shows training on features in files.
func stream(model: inout SharedEmbedding, trainer: inout Trainer, loss: some Loss) throws {
  // snippet.stream
  let stream = try FeatureStream(contentsOf: URL(fileURLWithPath: "features"))
  let (train, validation) = try stream.split(testFraction: 0.1, seed: 7)
  try trainer.train(
    &model, on: train, minimizing: loss, epochs: 3, validation: Validation(on: validation))
  // snippet.end
}

/// Shows how batches that cannot be used are skipped.
func skip(model: inout SharedEmbedding, pairs: PairedFeatures, loss: some Loss) throws {
  // snippet.non-finite
  var trainer = try Trainer(optimizer: Adam(), batchSize: 256, onNonFiniteBatch: .skip, seed: 7)
  let summary = try trainer.train(&model, on: pairs, minimizing: loss, epochs: 60)
  print(summary.skippedBatches)
  // snippet.end
}

/// Shows cancellation.
func cancel(untrained: SharedEmbedding, pairs: PairedFeatures) async throws {
  // snippet.cancellation
  let training = Task.detached {
    var model = untrained
    var trainer = try Trainer(optimizer: Adam(), batchSize: 256, seed: 7)
    do {
      try trainer.train(&model, on: pairs, minimizing: ClassificationLoss(), epochs: 60)
    } catch HUSEError.cancelled(let step) {
      print("stopped after step \(step)")
    }
    return model
  }
  training.cancel()
  let model = try await training.value
  // snippet.end
  print(model.dimension)
}

/// Shows a learned scale and a fusion weight.
func classify(images: Tower, texts: Tower, validation: PairedFeatures) throws {
  // snippet.logit-scale
  var model = try SharedEmbedding(
    imageTower: images, textTower: texts, classNames: validation.classNames,
    logitScale: .learned(16))
  // snippet.end

  // snippet.fusion
  try model.chooseFusionWeight(on: validation)
  let scores = try model.classify(
    imageFeatures: validation.images, textFeatures: validation.texts)
  print(model.fusionWeight, scores.accuracy(labels: validation.labels))
  // snippet.end
}
