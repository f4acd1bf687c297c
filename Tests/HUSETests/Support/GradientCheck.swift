import HUSEModel
import Testing

/// Compares the gradients of a step with central differences in double precision.
///
/// - Parameters:
///   - step: a step that has run.
///   - reference: its model before the step.
///   - total: the loss of a model.
func expectGradients(
  of step: TrainingStep, at reference: DoubleModel, of total: (DoubleModel) -> Double
) {
  let width = 1e-6
  var moved = reference
  for index in reference.parameters.indices {
    for row in reference.parameters[index].indices {
      for column in reference.parameters[index][row].indices {
        let original = reference.parameters[index][row][column]
        moved.parameters[index][row][column] = original + width
        let above = total(moved)
        moved.parameters[index][row][column] = original - width
        let derivative = (above - total(moved)) / (2 * width)
        moved.parameters[index][row][column] = original
        let gradient = Double(step.parameterGradient(index)[row, column])
        #expect(
          abs(gradient - derivative) < 1e-5 + 1e-4 * abs(derivative),
          "parameter \(index) at [\(row), \(column)]")
      }
    }
  }
}
