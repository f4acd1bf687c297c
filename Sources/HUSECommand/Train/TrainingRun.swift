import Foundation
import HUSE

/// A training from its settings: reads the data, makes model and loss, trains.
struct TrainingRun {
  let settings: TrainingSettings
  let folder: ModelFolder
  /// What the training goes on from.
  let checkpoint: Checkpoint?
  let report: ReportOptions

  /// What came of it.
  struct Outcome {
    let model: SharedEmbedding
    let summary: TrainingSummary
    /// The rows that were held out; `nil` where none were.
    let test: (any TrainingPairs)?
    let classNames: [String]
  }

  func run() throws -> Outcome {
    Interruption.watch()
    let data = try settings.data.trainingData(
      encodedBy: settings.encoders, into: folder.features,
      storage: settings.storage.featureStorage, report: report)
    let parts = try Parts(of: data, settings: settings.parts, seed: settings.run.seed)
    guard let pairs = data.part(rows: parts.train) else {
      throw HUSEError.invalidData(
        source: settings.data.data.path, problem: "has no rows to learn from",
        remedy: "All of them are held out for the test: pass data with others.")
    }
    let validationPairs = data.part(rows: parts.validation)
    let (graph, classEmbeddings) = try meaning(of: pairs.classNames)
    var model = try settings.model.model(
      for: pairs, loss: settings.loss, graph: graph, encoders: encoders(of: data),
      seed: settings.run.seed)
    let loss = settings.loss.loss(graph: graph, classEmbeddings: classEmbeddings)
    let summary = try train(&model, on: pairs, minimizing: loss, validating: validationPairs)
    if settings.loss.classificationWeight > 0, let validationPairs {
      try model.chooseFusionWeight(on: validationPairs)
    }
    return Outcome(
      model: model, summary: summary, test: data.part(rows: parts.test),
      classNames: pairs.classNames)
  }

  /// The encoders that go into the model's file.
  private func encoders(of data: TrainingData) throws(HUSEError) -> Encoders {
    if let manifest = data.manifest {
      return try settings.encoders.encoders(of: manifest, path: settings.data.data.path)
    }
    return try settings.encoders.named()
  }

  /// What the losses with a weight need to know of the classes.
  private func meaning(
    of classNames: [String]
  ) throws(HUSEError) -> (graph: SemanticGraph?, classEmbeddings: Matrix?) {
    let graph =
      settings.loss.graphWeight > 0
      ? try settings.classes.graph(of: classNames) { () throws(HUSEError) in
        try settings.encoders.sentence()
      } : nil
    let embeddings =
      settings.loss.projectionWeight > 0
      ? try MeaningOptions.embeddings(of: classNames, encoder: settings.encoders.sentence()) : nil
    return (graph, embeddings)
  }

  private func train(
    _ model: inout SharedEmbedding, on pairs: any TrainingPairs, minimizing loss: any Loss,
    validating validationPairs: (any TrainingPairs)?
  ) throws -> TrainingSummary {
    let run = settings.run
    var trainer = Trainer(
      optimizer: settings.optimizer.rule, batchSize: run.batchSize,
      maximumGradientNorm: settings.optimizer.maximumGradientNorm,
      penalty: settings.loss.penalty(of: model), seed: run.seed)
    trainer.schedule = settings.schedule.rule(
      stepsPerEpoch: trainer.stepsPerEpoch(on: pairs), epochs: run.epochs)
    let validation = validationPairs.map {
      Validation(
        on: $0, metric: run.validationMetric.metric, every: run.validationEvery,
        patience: run.patience > 0 ? run.patience : nil, keepsBest: run.keepBest)
    }
    let metric = validation?.metric
    var reporter = TrainingReporter(options: report, epochs: run.epochs, metric: metric)
    if checkpoint == nil { try folder.checkpoints.begin(settings) }
    var curves: [any CurveFile] = [
      try CSVCurves(
        folder: folder.url, keepingUntil: checkpoint?.step,
        rareTag: metric.map(CurvePoint.validationTag)),
      try EventFile(folder: folder.url, keepingUntil: checkpoint?.step),
    ]
    var areSettingsKept = checkpoint == nil
    let summary = try trainer.train(
      &model, on: pairs, minimizing: loss, epochs: run.epochs, validation: validation,
      checkpointing: settings.checkpoints.rule(in: folder.checkpoints), resumingFrom: checkpoint
    ) { progress in
      // Not before the trainer has found that the checkpoint is of this training.
      if !areSettingsKept {
        try folder.checkpoints.keep(settings)
        areSettingsKept = true
      }
      if progress.step % run.curvesEvery == 0 || progress.endsEpoch {
        let point = CurvePoint(progress, metric: run.validationMetric.metric)
        for index in curves.indices { try curves[index].add(point) }
      }
      try reporter.report(progress)
      try Interruption.check()
    }
    ProgressLine.end()
    return summary
  }
}
