extension Trainer {
  /// Computes the gradient of a batch and changes the model along it, unless it is not finite.
  mutating func takeStep(
    _ model: inout SharedEmbedding, on batch: TrainingBatch, minimizing loss: some Loss,
    in workspace: TrainingStep
  ) throws(HUSEError) -> StepReport {
    let value = try workspace.run(
      model, on: batch.pairs, rows: batch.rows, batchLabels: batch.labels, minimizing: loss,
      penalty: penalty, using: &generator)
    let rate = optimizer.learningRate * schedule.factor(atStep: step)
    let norm = workspace.gradientNorm
    let broken = value.terms.first { !$0.value.isFinite }?.name
    if let term = broken ?? (norm.isFinite ? nil : "gradient") {
      guard onNonFiniteBatch == .skip else {
        let rows =
          batch.labels == nil ? model.rowsToBlame(in: batch) : workspace.rowsToBlame(in: batch)
        throw .notFinite(term: term, step: step + 1, rows: rows)
      }
      return StepReport(loss: value, learningRate: rate, gradientNorm: norm, isSkipped: true)
    }

    step += 1
    let scale = maximumGradientNorm.map { norm > Double($0) ? $0 / Float(norm) : 1 } ?? 1
    let update = UpdateStep(number: step, learningRate: rate, gradientScale: scale)
    let optimizer = optimizer
    model.updateParameters { parameter, index in
      optimizer.update(
        &parameter, moments: &moments[index], along: workspace.parameterGradient(index),
        at: update)
    }
    return StepReport(loss: value, learningRate: rate, gradientNorm: norm)
  }

  /// Keeps the moments of an earlier call for a model of the same shape; otherwise starts again at
  /// the first step.
  mutating func prepareMoments(for model: SharedEmbedding) {
    let shapes = model.parameterShapes
    let fits =
      moments.count == shapes.count
      && zip(moments, shapes).allSatisfy { moment, shape in
        moment.first.rows == shape.rows && moment.first.columns == shape.columns
      }
    if !fits {
      moments = shapes.map { Moments(rows: $0.rows, columns: $0.columns) }
      step = 0
    }
  }
}
