import Foundation
import HUSE

/// What training measures at a step.
struct CurvePoint {
  let step: Int
  let epoch: Int
  /// The values with their names, such as `loss/gap`.
  let values: [(tag: String, value: Double)]
}

extension CurvePoint {
  /// - Parameter metric: what validation measures.
  init(_ progress: TrainingProgress, metric: Validation.Metric) {
    var values: [(tag: String, value: Double)] = [("loss/total", progress.loss.total)]
    values += progress.loss.terms.map {
      ("loss/\($0.name.replacingOccurrences(of: " ", with: "_"))", $0.value)
    }
    values += [
      ("learning_rate", progress.learningRate.shortest), ("gradient_norm", progress.gradientNorm),
      ("rows_per_second", progress.rowsPerSecond),
    ]
    if let value = progress.validation { values.append((Self.validationTag(metric), value)) }
    self.init(step: progress.step, epoch: progress.epoch, values: values)
  }

  static func validationTag(_ metric: Validation.Metric) -> String {
    "validation/\(metric.rawValue)"
  }
}

extension Float {
  /// The number of the fewest digits that is this one in single precision: 0.001 and not
  /// 0.0010000000474974513.
  var shortest: Double { Double("\(self)") ?? Double(self) }
}

/// A file that grows by a point at a time.
protocol CurveFile {
  mutating func add(_ point: CurvePoint) throws(HUSEError)
}
