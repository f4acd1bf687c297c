import Foundation
import HUSE
import HUSEConsole

/// A training run with given settings: reads the data, creates the model and the loss, and trains.
struct TrainingSession {
  let settings: TrainingSettings
  let folder: ModelFolder
  /// The checkpoint that training resumes from.
  let checkpoint: Checkpoint?
  /// Whether an interrupted training run is resumed, with or without a checkpoint.
  let isResumed: Bool
  let report: ReportOptions
  /// The other processes of a distributed training.
  var agreement = RankAgreement(communicator: nil)

  /// The result of the training.
  struct Outcome {
    let model: SharedEmbedding
    let summary: TrainingSummary
    /// The held-out pairs, or `nil` if there are none.
    let test: (any PairedDataset)?
    /// The rows of each part, or `nil` for features in files, whose rows have no identifiers.
    let split: IdentifierSplit?
    let classNames: [String]
    /// Whether the classifier was trained.
    let classifies: Bool
  }

  /// The input of training.
  struct Input {
    let pairs: any PairedDataset
    let groups: [ItemGroup]
    let validation: (any PairedDataset)?
    let encoders: ModelEncoders
  }

  private var isManual: Bool { settings.recipe.recipe == .manual }
  /// Whether the data of each process is a part of the whole.
  var isSharded: Bool { settings.storage.sharded }

  func run() throws -> Outcome {
    Interruption.watch()
    let data = try data()
    let (parts, input) = try agreement.reporting {
      let divided = try self.input(of: data)
      if !isResumed, agreement.isFirst { try folder.checkpoints.begin(settings) }
      return divided
    }
    let (model, summary) = isManual ? try trainManually(input) : try trainByRecipe(input)
    return Outcome(
      model: model, summary: summary, test: try data.measuredPart(rows: parts.test, by: agreement),
      split: (try? data.identifiers).map { parts.named(by: $0) },
      classNames: data.classNames,
      classifies: !isManual || settings.loss.completed.classification > 0)
  }

  /// Reads the data; of parts that ranks hold, all learn what is in them.
  private func data() throws -> TrainingData {
    let own = try agreement.reporting {
      if isSharded { try checkSharded() }
      let data =
        isSharded ? settings.data.ofRank(agreement.communicator?.rank ?? 0) : settings.data
      if agreement.communicator != nil { try data.checkForRanks() }
      return try data.trainingData(
        encodedBy: settings.encoders, into: folder.features,
        storage: settings.storage.featureStorage, isPart: isSharded, report: report)
    }
    guard isSharded, let communicator = agreement.communicator else { return own }
    try agreement.proceed()
    return try TrainingData(joining: own, over: communicator)
  }

  /// The parts of the data, and the input of the training.
  func input(of data: TrainingData) throws(HUSEError) -> (parts: Parts, input: Input) {
    let parts = try Parts(
      of: data, settings: settings.parts, isManual: isManual, seed: settings.run.seed)
    let pairs = try data.trainingPart(parts, of: settings.data)
    return (
      parts,
      Input(
        pairs: pairs, groups: parts.train.map { data.groups[$0] },
        validation: data.part(rows: parts.validation), encoders: try encoders(of: data))
    )
  }

  /// The encoders that are stored in the model file.
  private func encoders(of data: TrainingData) throws(HUSEError) -> ModelEncoders {
    guard settings.storage.storeEncoders else { return ModelEncoders(image: nil, text: nil) }
    if let manifest = data.manifest {
      return try settings.encoders.encoders(of: manifest, path: settings.data.data.path)
    }
    return try settings.encoders.named()
  }

  private func trainManually(
    _ input: Input
  ) throws -> (model: SharedEmbedding, summary: TrainingSummary) {
    let run = settings.run
    let (batchSize, epochs) = run.completed
    let (graph, classEmbeddings) = try agreement.reporting {
      try meaning(of: input.pairs.classNames)
    }
    // Reading what ranks share is a meeting, which the one after a failure would not be.
    try agreement.proceed()
    let (initialModel, initialTrainer, loss) = try agreement.reporting {
      let model = try settings.model.model(
        for: input.pairs, loss: settings.loss, graph: graph, encoders: input.encoders,
        seed: settings.run.seed)
      let trainer = try Trainer(
        optimizer: settings.optimizer.rule, batchSize: batchSize,
        maximumGradientNorm: settings.optimizer.maximumGradientNorm,
        penalty: settings.loss.penalty(of: model), precision: run.precision,
        seed: settings.run.seed)
      return (
        model, trainer, settings.loss.loss(graph: graph, classEmbeddings: classEmbeddings)
      )
    }
    var (model, trainer) = (initialModel, initialTrainer)
    let stepsPerEpoch = trainer.stepsPerEpoch(on: input.pairs)
    trainer.schedule = settings.schedule.rule(stepsPerEpoch: stepsPerEpoch, epochs: epochs)
    let summary = try train(
      &model, with: &trainer, on: input, minimizing: loss, steps: epochs * stepsPerEpoch)
    if settings.loss.completed.classification > 0, agreement.isFirst || isSharded,
      let validation = input.validation
    {
      try model.chooseFusionWeight(on: validation)
    }
    return (model, summary)
  }

  /// The information about the classes that the losses with a weight need.
  func meaning(
    of classNames: [String]
  ) throws(HUSEError) -> (graph: SemanticGraph?, classEmbeddings: Matrix?) {
    let graph =
      settings.loss.completed.graph > 0
      ? try settings.classes.graph(of: classNames) { () throws(HUSEError) in
        try settings.encoders.classNames()
      } : nil
    let embeddings =
      settings.loss.projectionWeight > 0
      ? try ClassGraphOptions.embeddings(of: classNames, encoder: settings.encoders.sentence())
      : nil
    return (graph, embeddings)
  }

  /// Trains, with curves, checkpoints and reports.
  func train(
    _ model: inout SharedEmbedding, with trainer: inout Trainer, on input: Input,
    minimizing loss: any Loss, steps: Int
  ) throws -> TrainingSummary {
    let run = settings.run
    let stepsPerEpoch = trainer.stepsPerEpoch(on: input.pairs)
    let (validation, checkpointing, ownCurves) = try agreement.reporting {
      if let communicator = agreement.communicator {
        trainer.distribution = try DistributedTraining(
          over: communicator, blockSize: run.blockSize)
      }
      let validation = try input.validation.map {
        try Validation(
          on: $0, metric: run.validationMetric, every: run.validationEvery,
          patience: run.patience > 0 ? run.patience : nil, keepsBest: run.keepBest)
      }
      return try (
        validation, settings.checkpoints.rule(in: folder.checkpoints),
        curveFiles(validation?.metric)
      )
    }
    var curves = ownCurves
    var reporter = TrainingReporter(
      options: report, epochs: (steps + stepsPerEpoch - 1) / stepsPerEpoch,
      metric: validation?.metric)
    var areSettingsKept = checkpoint == nil
    let summary = try trainer.train(
      &model, on: input.pairs, minimizing: loss, steps: steps, validation: validation,
      checkpointing: checkpointing, resumingFrom: checkpoint
    ) { progress in
      // This happens only after the trainer has checked that the checkpoint belongs to this
      // training run.
      if !areSettingsKept {
        try folder.checkpoints.keep(settings)
        areSettingsKept = true
      }
      if progress.step % run.curvesEvery == 0 || progress.endsEpoch {
        let point = CurvePoint(progress, metric: run.validationMetric)
        for index in curves.indices { try curves[index].add(point) }
      }
      try reporter.report(progress)
      try Interruption.check()
    }
    ProgressLine.end()
    return summary
  }

  /// The curves, which the first process alone writes.
  private func curveFiles(_ metric: Validation.Metric?) throws -> [any CurveFile] {
    guard agreement.isFirst else { return [] }
    return [
      try CSVCurves(
        folder: folder.url, keepingUntil: checkpoint?.step,
        rareTag: metric.map(CurvePoint.validationTag)),
      try EventFile(folder: folder.url, keepingUntil: checkpoint?.step),
    ]
  }
}
