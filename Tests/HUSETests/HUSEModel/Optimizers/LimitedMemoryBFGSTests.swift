import Foundation
import HUSE
import Testing

@Suite struct LimitedMemoryBFGSTests {
  private var precise: LimitedMemoryBFGS {
    var method = LimitedMemoryBFGS()
    (method.tolerance, method.maximumIterations) = (1e-12, 1000)
    return method
  }

  /// ½ Σ c_i (x_i − m_i)², steep along some coordinates and flat along others.
  @Test func theMinimumOfAQuadraticIsFound() {
    let minimum: [Float] = [3, -2, 0.5, 10, -7, 0]
    let curvatures: [Float] = [1, 100, 0.01, 5, 30, 0.3]
    let found = precise.minimize(from: Matrix(rows: 2, columns: 3)) { point, gradient in
      var value = 0.0
      for index in 0..<6 {
        let distance = point[index / 3, index % 3] - minimum[index]
        let slope = curvatures[index] * distance
        gradient[index / 3, index % 3] = slope
        value += Double(slope) / 2 * Double(distance)
      }
      return value
    }
    #expect(largestDifference(found.values, minimum) < 1e-2)
  }

  /// (1 − x)² + 100 (y − x²)² of Rosenbrock (1960): a curved valley, its minimum at (1, 1).
  private func rosenbrock(_ point: Matrix, _ gradient: inout Matrix) -> Double {
    let (x, y) = (Double(point[0, 0]), Double(point[0, 1]))
    gradient[0, 0] = Float(-2 * (1 - x) - 400 * x * (y - x * x))
    gradient[0, 1] = Float(200 * (y - x * x))
    return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
  }

  @Test(arguments: [[-1.2, 1], [0, 0], [5, 5], [-3, -4]] as [[Float]])
  func aCurvedValleyIsFollowed(start: [Float]) {
    let found = precise.minimize(from: Matrix(row: start), rosenbrock)
    #expect(largestDifference(found.values, [1, 1]) < 1e-3)
  }

  @Test func theMinimumItselfStays() {
    var evaluations = 0
    let start: Matrix = [[1, 1]]
    let found = LimitedMemoryBFGS().minimize(from: start) { point, gradient in
      evaluations += 1
      return rosenbrock(point, &gradient)
    }
    #expect(found == start)
    #expect(evaluations == 1)
  }

  /// However few steps there are, none makes the value larger.
  @Test func everyStepLowersTheValue() {
    var gradient = Matrix(rows: 1, columns: 2)
    let start: Matrix = [[-1.2, 1]]
    var last = rosenbrock(start, &gradient)
    for count in 1...20 {
      var method = precise
      method.maximumIterations = count
      let value = rosenbrock(method.minimize(from: start, rosenbrock), &gradient)
      #expect(value <= last)
      last = value
    }
    #expect(last < 2)
    var none = precise
    none.maximumIterations = 0
    #expect(none.minimize(from: start, rosenbrock) == start)
  }

  /// Of 100 x − log x, with its minimum at 0.01, there is no value at 0 and below: a step that
  /// leads there is halved.
  @Test func stepsOutOfTheDomainAreHalved() {
    var outside = 0
    let found = precise.minimize(from: [[0.5]]) { point, gradient in
      let x = Double(point[0, 0])
      gradient[0, 0] = Float(100 - 1 / x)
      if x <= 0 { outside += 1 }
      return x > 0 ? 100 * x - log(x) : .nan
    }
    #expect(outside > 0)
    #expect(abs(found[0, 0] - 0.01) < 1e-4)
  }
}
