import ArgumentParser
import HUSE

/// How weights change along the gradient.
struct OptimizerSettings: ParsableArguments {
  @Option(help: "The rule: \(OptimizerName.list).")
  var optimizer = OptimizerName.adamw

  @Option(help: "The learning rate before the schedule. 0.001 by default.")
  var learningRate: Float?

  @Option(help: "The decay of weights: adamw, 0.01 by default.")
  var weightDecay: Float?

  @Option(help: "The decay of the mean of gradients: adam, adamw, 0.9 by default.")
  var beta1: Float?

  @Option(help: "The decay of the mean of their squares: adam, adamw, 0.999 by default.")
  var beta2: Float?

  @Option(help: "Added to a divisor: adam, adamw, 1e-8 by default; rmsprop, 1e-7.")
  var epsilon: Float?

  @Option(help: "The momentum: rmsprop, 0.9 by default; sgd, 0.")
  var momentum: Float?

  @Option(help: "The decay of the mean of squared gradients: rmsprop, 0.9 by default.")
  var decay: Float?

  @Flag(inversion: .prefixedNo, help: "Nesterov's momentum: sgd, on by default.")
  var nesterov: Bool?

  @Option(help: "The gradient of all parameters together is scaled down to this length.")
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

  /// Refuses a number that the rule does not have: it would do nothing.
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
        "--\(setting.name) does not go with --optimizer \(optimizer.rawValue); it is of "
          + setting.rules.map(\.rawValue).joined(separator: ", ") + ".")
    }
  }
}

/// A rule of optimization.
enum OptimizerName: String, CaseIterable, ExpressibleByArgument {
  case adamw, adam, rmsprop, sgd
}

extension OptimizerSettings {
  /// Fills in what is left to the rule, so that a file of settings says all.
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
