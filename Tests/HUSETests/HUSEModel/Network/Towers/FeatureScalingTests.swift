import HUSE
import Testing

@Suite struct FeatureScalingTests {
  @Test func columnsGetMeanZeroAndDeviationOne() throws {
    let scaling = FeatureScaling(standardizing: [[1, 10], [3, 30], [5, 50]])
    #expect(Array(scaling.mean.values) == [3, 30])
    // The deviation of 1, 3, 5 is √(8/3).
    #expect(abs(scaling.scale[0, 0] - 0.6123724) < 1e-6)
    #expect(abs(scaling.scale[0, 1] - 0.06123724) < 1e-7)
  }

  @Test func theNoiseOfAColumnThatHardlyVariesIsNotBlownUp() throws {
    var rows = Matrix(rows: 10, columns: 2)
    for row in 0..<10 { rows[row, 1] = Float(row) }
    rows[9, 0] = 1e-6
    let scaling = FeatureScaling(standardizing: rows)
    #expect(scaling.scale[0, 0] == 1)
    #expect(scaling.scale[0, 1] > 0.3)
  }

  @Test func aConstantColumnIsOnlyShifted() {
    let scaling = FeatureScaling(standardizing: Matrix(rows: 4, columns: 1, repeating: 1e6))
    #expect(scaling.mean[0, 0] == 1e6)
    #expect(scaling.scale[0, 0] == 1)
  }
}
