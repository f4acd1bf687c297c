import HUSE
import Testing

/// Ten steps of each optimizer on given gradients, and the schedules, against
/// `Tests/Reference/make_optimizer_fixtures.py`.
@Suite struct OptimizerReferenceTests {
  struct File: Decodable {
    let cases: [Case]
    let schedules: [Schedule]
  }

  struct Case: Decodable {
    let kind: String
    let settings: Settings
    let learningRate: Float
    /// For each step.
    let rates: [Float]
    let gradientScales: [Float]
    /// Two parameters: weights and a bias.
    let start: [[[Float]]]
    let gradients: [[[[Float]]]]
    let path: [[[[Double]]]]
  }

  struct Settings: Decodable {
    var momentum: Float?
    var decay: Float?
    var epsilon: Float?
    var beta1: Float?
    var beta2: Float?
    var weightDecay: Float?
    var isNesterov: Bool?
  }

  struct Schedule: Decodable {
    let kind: String
    var warmUp: Int?
    var total: Int?
    var finalShare: Float?
    var interval: Int?
    var factor: Float?
    let factors: [Double]
  }

  private static let tolerance = 1e-5

  @Test func stepsEqualTheReference() throws {
    let cases = try ReferenceFile.read("optimizers.json", as: File.self).cases
    #expect(cases.count == 9)
    for expected in cases {
      let optimizer = try optimizer(expected.kind, expected.settings, expected.learningRate)
      #expect(optimizer.learningRate == expected.learningRate)
      for (index, start) in expected.start.enumerated() {
        var parameter = try Matrix(rows: start)
        var moments = Moments(rows: parameter.rows, columns: parameter.columns)
        let before = parameter.doubles
        for (step, after) in expected.path.enumerated() {
          optimizer.update(
            &parameter, moments: &moments, along: try Matrix(rows: expected.gradients[step][index]),
            at: UpdateStep(
              number: step + 1, learningRate: expected.rates[step],
              gradientScale: expected.gradientScales[step]))
          #expect(
            relativeError(parameter, after[index]) <= Self.tolerance,
            "step \(step + 1) of \(expected.kind) \(expected.settings)")
        }
        // After all steps the change is large beside the rounding of the parameter itself.
        let wanted = change(try #require(expected.path.last)[index], before)
        #expect(
          relativeError(change(parameter.doubles, before), wanted) <= Self.tolerance,
          "\(expected.kind) \(expected.settings)")
      }
    }
  }

  @Test func schedulesEqualTheReference() throws {
    let schedules = try ReferenceFile.read("optimizers.json", as: File.self).schedules
    #expect(schedules.count == 4)
    for expected in schedules {
      let schedule = try schedule(expected)
      for (step, factor) in expected.factors.enumerated() {
        #expect(abs(Double(schedule.factor(atStep: step)) - factor) < 1e-6, "\(schedule), \(step)")
      }
    }
  }

  private func optimizer(
    _ kind: String, _ settings: Settings, _ rate: Float
  ) throws -> any Optimizer {
    switch kind {
    case "RMSProp":
      RMSProp(
        learningRate: rate, momentum: try #require(settings.momentum),
        decay: try #require(settings.decay), epsilon: try #require(settings.epsilon))
    case "Adam":
      Adam(
        learningRate: rate, beta1: try #require(settings.beta1),
        beta2: try #require(settings.beta2), epsilon: try #require(settings.epsilon),
        weightDecay: try #require(settings.weightDecay))
    case "SGD":
      SGD(
        learningRate: rate, momentum: try #require(settings.momentum),
        isNesterov: try #require(settings.isNesterov as Bool?))
    default: throw ReferenceFile.Unknown(name: kind)
    }
  }

  private func schedule(_ expected: Schedule) throws -> LearningRateSchedule {
    switch expected.kind {
    case "constant": .constant
    case "cosine":
      .cosine(
        warmUp: try #require(expected.warmUp), total: try #require(expected.total),
        finalShare: try #require(expected.finalShare))
    case "stepwise":
      .stepwise(
        interval: try #require(expected.interval), factor: try #require(expected.factor))
    default: throw ReferenceFile.Unknown(name: expected.kind)
    }
  }
}
