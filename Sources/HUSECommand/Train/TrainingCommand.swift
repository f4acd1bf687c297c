/// A command that trains a model with settings.
protocol TrainingCommand {
  var settings: TrainingSettings { get }
}

extension Train: TrainingCommand {}
extension Tune: TrainingCommand {}
