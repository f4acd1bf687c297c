/// Everything of a training between two steps: the model, the optimizer's memory, the random
/// numbers, the place in the data and what validation has measured.
///
/// ```swift
/// let folder = URL(fileURLWithPath: "checkpoints")
/// try trainer.train(
///   &model, on: pairs, minimizing: loss, epochs: 30, checkpointing: Checkpointing(in: folder),
///   resumingFrom: Checkpoint.latest(in: folder))
/// ```
///
/// A training that goes on from a checkpoint ends with the same bits as one that was never
/// interrupted, on the same processor with as many threads.
public struct Checkpoint: Sendable {
  /// The model after the last step, without encoders: they do not change in training.
  public let model: SharedEmbedding
  /// The model of the best validation so far, `nil` unless validation keeps it.
  public let bestModel: SharedEmbedding?
  /// What the optimizer remembers of each parameter.
  let moments: [Moments]
  let state: TrainingState
  /// The file that it was read from, for messages.
  let path: String?

  /// The steps that the call of `train` had taken.
  public var step: Int { state.step }
  /// The epoch of the last step, from 1; 0 before the first.
  public var epoch: Int { state.epoch }
  /// The validation metric after each validated epoch.
  public var validations: [Double] { state.validation.values }
}

extension SharedEmbedding {
  /// The parameters in the order of `parameterShapes`.
  var parameters: [Matrix] {
    var result: [Matrix] = []
    // Nothing is changed; this is the one place that knows the order.
    var copy = self
    copy.updateParameters { parameter, _ in result.append(parameter) }
    return result
  }

  /// This model with other parameters.
  ///
  /// - Precondition: they have the shapes of `parameterShapes`.
  func with(parameters: [Matrix]) -> SharedEmbedding {
    var copy = self
    copy.updateParameters { parameter, index in
      precondition(
        parameter.rows == parameters[index].rows && parameter.columns == parameters[index].columns,
        "parameter \(index): \(parameters[index]) for \(parameter)")
      parameter = parameters[index]
    }
    return copy
  }

  /// What differs from another model beside its parameters, in words.
  func differences(from here: SharedEmbedding) -> [String] {
    var result: [String] = []
    for (name, stored, found) in [
      ("image tower", imageTower, here.imageTower), ("text tower", textTower, here.textTower),
    ] {
      func widths(_ tower: Tower) -> [Int] {
        [tower.inputDimension] + tower.layers.map(\.outputDimension)
      }
      if widths(stored) != widths(found) {
        result.append(
          "\(name) of widths \(widths(stored)) in the checkpoint, \(widths(found)) here")
      }
      if stored.inputScaling != found.inputScaling {
        result.append("the input scaling of the \(name) is another")
      }
      if stored.dropout != found.dropout || stored.rectifiesOutput != found.rectifiesOutput {
        result.append("dropout or rectifiesOutput of the \(name) is another")
      }
    }
    if classNames != here.classNames { result.append("the class names are others") }
    func scale(_ model: SharedEmbedding) -> Float? {
      model.classifier.logScale == nil ? model.classifier.logitScale.value : nil
    }
    if scale(self) != scale(here) || classifierSharing != here.classifierSharing
      || (similarity == nil) != (here.similarity == nil)
    {
      result.append("the scales or the sharing of the classifiers are others")
    }
    return result
  }
}
