import Foundation
import HUSE

/// A point of the training curves: the measures of a step.
struct CurvePoint {
  let step: Int
  let epoch: Int
  /// The values with their tags, such as `loss/gap`.
  let values: [(tag: String, value: Double)]
}

extension CurvePoint {
  /// Creates the point of a step; `metric` is the metric of the validation.
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
  /// The shortest decimal number that rounds to this one in single precision: 0.001, not
  /// 0.0010000000474974513.
  var shortest: Double { Double("\(self)") ?? Double(self) }
}

/// A file of curves, to which points are added.
protocol CurveFile {
  mutating func add(_ point: CurvePoint) throws(HUSEError)
}
