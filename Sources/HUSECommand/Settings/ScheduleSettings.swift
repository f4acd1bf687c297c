import ArgumentParser
import HUSE

/// The settings for how the learning rate changes during training.
struct ScheduleSettings: ParsableArguments {
  @Option(
    help: "Learning rate over time: \(ScheduleName.list). cosine by default; manual: constant.")
  var schedule: ScheduleName?

  @Option(help: "Number of epochs in which the rate rises from 0, for cosine.")
  var warmUpEpochs = 0.0

  @Option(help: "Share of the rate that remains at the end, for cosine.")
  var finalShare: Float = 0

  @Option(help: "Number of epochs after which the rate falls, for stepwise.")
  var stepEpochs = 10.0

  @Option(help: "Factor by which the rate is multiplied then, for stepwise.")
  var stepFactor: Float = 0.1

  func validate() throws {
    try Ranges.check(
      warmUpEpochs, "warm-up-epochs", 0..<1e6, "a number of 0 or more and below a million")
    try Ranges.check(finalShare, "final-share", 0...1, "a share in [0, 1]")
    try Ranges.check(stepEpochs, "step-epochs", 1e-6..<1e6, "a number above 0 and below a million")
    try Ranges.check(stepFactor, "step-factor", 0...1, "a share in [0, 1]")
  }

  func checkTogether(epochs: Int) throws {
    guard completed == .constant || warmUpEpochs < Double(epochs) else {
      throw ValidationError("--warm-up-epochs: expected less than --epochs, found \(warmUpEpochs).")
    }
  }
}

/// The name of a schedule.
enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
  case constant, cosine, stepwise
}

extension ScheduleSettings {
  /// The schedule for manual training.
  var completed: ScheduleName { schedule ?? .constant }

  /// The learning-rate schedule.
  func rule(stepsPerEpoch: Int, epochs: Int) -> LearningRateSchedule {
    switch completed {
    case .constant: .constant
    case .cosine:
      .cosine(
        warmUp: Int((warmUpEpochs * Double(stepsPerEpoch)).rounded()),
        total: epochs * stepsPerEpoch, finalShare: finalShare)
    case .stepwise:
      .stepwise(
        interval: max(Int((stepEpochs * Double(stepsPerEpoch)).rounded()), 1), factor: stepFactor)
    }
  }
}
