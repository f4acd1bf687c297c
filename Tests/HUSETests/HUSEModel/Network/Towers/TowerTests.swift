import HUSE
import Testing

@Suite struct TowerTests {
  @Test func outputRowsHaveLengthOne() throws {
    let tower = try Tower(
      inputDimension: 7, hiddenDimensions: [9, 8], outputDimension: 5, seed: 3)
    var generator = SplitMix64(seed: 1)
    let output = try tower(.random(20, 7, using: &generator))
    for row in output.doubles {
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    }
  }

  @Test func aRowOfZerosStaysZero() throws {
    let tower = try Tower(inputDimension: 3, hiddenDimensions: [4], outputDimension: 2, seed: 0)
    #expect(try tower(Matrix(rows: 1, columns: 3)).values == [0, 0])
  }

  /// Inference works in blocks of 4,096 rows: a row must not depend on where it stands.
  @Test func rowsDoNotDependOnTheirNeighbours() throws {
    let tower = try Tower(inputDimension: 3, hiddenDimensions: [4], outputDimension: 2, seed: 0)
    var generator = SplitMix64(seed: 1)
    let features = Matrix.random(4100, 3, using: &generator)
    let all = try tower(features)
    for row in [0, 4095, 4096, 4099] {
      let alone = try tower(features[rows: row..<row + 1])
      for column in 0..<2 { #expect(abs(alone[0, column] - all[row, column]) < 1e-6) }
    }
  }

  @Test func rectifiedOutputIsNotNegative() throws {
    let tower = try Tower(
      inputDimension: 6, hiddenDimensions: [], outputDimension: 5, rectifiesOutput: true, seed: 0)
    var generator = SplitMix64(seed: 1)
    let values = try tower(.random(10, 6, using: &generator)).values
    #expect(values.allSatisfy { $0 >= 0 })
    #expect(values.contains { $0 > 0 })
  }

  @Test func initialWeightsHaveTheDeviationOfTheirKind() throws {
    let variances: [(kind: WeightInitialization, variance: Double)] = [
      (.he, 2.0 / 400), (.glorot, 2.0 / 700), (.small, 1.0 / 1200),
    ]
    for (kind, expected) in variances {
      let tower = try Tower(
        inputDimension: 400, hiddenDimensions: [], outputDimension: 300, initialization: kind,
        seed: 4)
      let values = tower.layers[0].weights.values.map(Double.init)
      let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
      #expect(abs(variance / expected - 1) < 0.02)
      #expect(abs(values.reduce(0, +) / Double(values.count)) < 0.001)
    }
  }

  @Test func inputScalingStandardisesColumns() throws {
    let features: Matrix = [[1, 5, 100], [3, 5, 300]]
    let scaling = FeatureScaling(standardizing: features)
    #expect(scaling.mean.values == [2, 5, 200])
    #expect(scaling.scale.values == [1, 1, 0.01])
    let identity = try DenseLayer(
      weights: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], bias: [0, 0, 0])
    let tower = try Tower(layers: [identity], inputScaling: scaling)
    let half = Float(0.5).squareRoot()
    #expect(try tower(features).values == [-half, 0, -half, half, 0, half])
  }

  @Test func wrongShapesAreRefused() throws {
    let tower = try Tower(inputDimension: 3, hiddenDimensions: [4], outputDimension: 2, seed: 0)
    #expect {
      try tower(Matrix(rows: 5, columns: 4))
    } throws: { error in
      "\(error)"
        == "input of a tower: expected shape [5, 3], found [5, 4]. "
        + "Pass features of the kind that the tower was made for."
    }
    #expect {
      try Tower(inputDimension: 3, hiddenDimensions: [0], outputDimension: 2, seed: 0)
    } throws: { error in
      "\(error)" == "dimensions of a tower: expected numbers above 0, found [3, 0, 2]."
    }
    // As a file may say: no values, and so many inputs that no features have them.
    #expect {
      try Tower(layers: [
        DenseLayer(weights: Matrix(rows: 1 << 60, columns: 0), bias: Vector([]))
      ])
    } throws: { error in
      "\(error)"
        == "dimensions of a tower: expected numbers above 0, found [1152921504606846976, 0]."
    }
    #expect {
      try Tower(inputDimension: 3, hiddenDimensions: [], outputDimension: 2, dropout: 1, seed: 0)
    } throws: { error in
      "\(error)" == "dropout: expected a share in [0, 1), found 1.0."
    }
    let layer = try DenseLayer(weights: Matrix(rows: 2, columns: 3), bias: [0, 0, 0])
    #expect {
      try Tower(layers: [layer, layer])
    } throws: { error in
      "\(error)"
        == "layer 1 of a tower: expected shape [3, 3], found [2, 3]. "
        + "A layer takes as many values as the one before gives."
    }
  }

  @Test(arguments: [
    ([20_000_000, 20_000_000], 2), ([3], .max), ([.max, 2], 2), ([3, 1 << 40], 1 << 40),
  ])
  func dimensionsBeyondMemoryAreErrors(widths: [Int], output: Int) {
    let problem = errorText { () throws(HUSEError) in
      try Tower(
        inputDimension: widths[0], hiddenDimensions: Array(widths.dropFirst()),
        outputDimension: output, seed: 0)
    }
    #expect(
      problem?.contains("expected a size that the memory of this machine holds") == true,
      "\(problem ?? "no error")")
  }
}
