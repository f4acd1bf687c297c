/// A command that trains with settings.
protocol TrainingCommand {
  var settings: TrainingSettings { get }
}

extension Train: TrainingCommand {}
extension Tune: TrainingCommand {}
