import ArgumentParser
import HUSE

/// The optimizer and its numbers.
struct OptimizerSettings: ParsableArguments {
  @Option(help: "Optimizer: \(OptimizerName.list).")
  var optimizer = OptimizerName.adamw

  @Option(help: "Learning rate before the schedule. 0.001 by default.")
  var learningRate: Float?

  @Option(help: "Weight decay of adamw. 0.01 by default.")
  var weightDecay: Float?

  @Option(help: "Decay of the mean gradient, for adam and adamw. 0.9 by default.")
  var beta1: Float?

  @Option(help: "Decay of the mean squared gradient, for adam and adamw. 0.999 by default.")
  var beta2: Float?

  @Option(
    help: "Number added to the divisor. 1e-8 by default for adam and adamw, 1e-7 for rmsprop.")
  var epsilon: Float?

  @Option(help: "Momentum. 0.9 by default for rmsprop, 0 for sgd.")
  var momentum: Float?

  @Option(help: "Decay of the mean squared gradient, for rmsprop. 0.9 by default.")
  var decay: Float?

  @Flag(inversion: .prefixedNo, help: "Whether sgd uses Nesterov's momentum, as by default.")
  var nesterov: Bool?

  @Option(
    help: "Norm to which a longer gradient of all parameters is scaled down. No limit by default.")
  var maximumGradientNorm: Float?

  func validate() throws {
    for (name, value) in [
      ("learning-rate", learningRate), ("weight-decay", weightDecay), ("epsilon", epsilon),
      ("maximum-gradient-norm", maximumGradientNorm),
    ] {
      try Ranges.checkNotNegative(value, name)
    }
    for (name, value) in [
      ("beta1", beta1), ("beta2", beta2), ("momentum", momentum), ("decay", decay),
    ] {
      try Ranges.check(value, name, 0..<1, "a number in [0, 1)")
    }
  }

  /// Rejects settings that the chosen optimizer does not use.
  func checkTogether() throws {
    let given: [(name: String, isThere: Bool, rules: [OptimizerName])] = [
      ("weight-decay", weightDecay != nil, [.adamw]), ("beta1", beta1 != nil, [.adam, .adamw]),
      ("beta2", beta2 != nil, [.adam, .adamw]),
      ("epsilon", epsilon != nil, [.adam, .adamw, .rmsprop]),
      ("momentum", momentum != nil, [.rmsprop, .sgd]), ("decay", decay != nil, [.rmsprop]),
      ("nesterov", nesterov != nil, [.sgd]),
    ]
    for setting in given where setting.isThere && !setting.rules.contains(optimizer) {
      throw ValidationError(
        "--\(setting.name) does not apply to --optimizer \(optimizer.rawValue), but to "
          + setting.rules.map(\.rawValue).joined(separator: ", ") + ".")
    }
  }
}

/// An optimizer.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case adamw, adam, rmsprop, sgd
}

extension OptimizerSettings {
  /// Fills in the defaults of the optimizer, so that a settings file is complete.
  mutating func complete() {
    learningRate = rate
    switch optimizer {
    case .adam, .adamw:
      let rule = optimizer == .adam ? Adam() : .adamW()
      beta1 = beta1 ?? rule.beta1
      beta2 = beta2 ?? rule.beta2
      epsilon = epsilon ?? rule.epsilon
      if optimizer == .adamw { weightDecay = weightDecay ?? rule.weightDecay }
    case .rmsprop:
      let rule = RMSProp()
      momentum = momentum ?? rule.momentum
      decay = decay ?? rule.decay
      epsilon = epsilon ?? rule.epsilon
    case .sgd:
      let rule = SGD(learningRate: rate)
      momentum = momentum ?? rule.momentum
      nesterov = nesterov ?? rule.isNesterov
    }
  }

  /// The learning rate before the schedule.
  private var rate: Float { learningRate ?? 1e-3 }

  /// The optimizer of completed settings.
  var rule: any Optimizer {
    var settings = self
    settings.complete()
    switch optimizer {
    case .adam, .adamw:
      var rule = Adam(learningRate: rate, weightDecay: settings.weightDecay ?? 0)
      if let beta1 = settings.beta1 { rule.beta1 = beta1 }
      if let beta2 = settings.beta2 { rule.beta2 = beta2 }
      if let epsilon = settings.epsilon { rule.epsilon = epsilon }
      return rule
    case .rmsprop:
      var rule = RMSProp(learningRate: rate)
      if let momentum = settings.momentum { rule.momentum = momentum }
      if let decay = settings.decay { rule.decay = decay }
      if let epsilon = settings.epsilon { rule.epsilon = epsilon }
      return rule
    case .sgd:
      var rule = SGD(learningRate: rate)
      if let momentum = settings.momentum { rule.momentum = momentum }
      if let nesterov = settings.nesterov { rule.isNesterov = nesterov }
      return rule
    }
  }
}
