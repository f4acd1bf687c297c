import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Each layer against PyTorch in double precision.
@Suite struct LayerTests {
  private struct Case {
    let file: SafetensorsFile
    let name: String

    init(_ name: String) throws {
      file = try SafetensorsFile(contentsOf: Fixture.url("image/layers.safetensors"))
      self.name = name
    }

    func map(_ part: String) throws -> FeatureMap {
      let tensor = try file.tensor("\(name).\(part)")
      return FeatureMap(
        height: tensor.shape[0], width: tensor.shape[1],
        values: try Matrix(
          rows: tensor.shape[0] * tensor.shape[1], columns: tensor.shape[2],
          values: tensor.matrix.values))
    }

    func weights() throws -> ConvolutionWeights {
      let shape = file.shape(of: "\(name).conv.weight") ?? []
      return try ConvolutionWeights(
        "\(name).conv", normalization: "\(name).bn", epsilon: 1e-3, kernelSide: shape[2],
        inputs: shape[1], outputs: shape[0], from: NetworkWeights(file, purpose: "the fixture"))
    }
  }

  @Test(arguments: [
    ("pointwise", 1, SlidingWindow.Padding.symmetric(0)),
    ("pointwise", 1, .same),
    ("strided-pointwise", 2, .symmetric(0)),
    ("same", 1, .same),
    ("same", 1, .symmetric(1)),
    ("same-stride-even", 2, .same),
    ("same-stride-odd", 2, .same),
    ("symmetric-7", 2, .symmetric(3)),
    ("larger-than-map", 1, .same),
  ])
  func convolution(_ name: String, _ stride: Int, _ padding: SlidingWindow.Padding) throws {
    let test = try Case(name)
    let expected = try test.map("output")
    var pool = BufferPool()
    let input = try test.map("input")
    let plain = Convolution(
      try test.weights(), stride: stride, padding: padding, activation: .identity)
    let found = plain(input, in: &pool)
    #expect(found.height == expected.height && found.width == expected.width)
    #expect(largestDifference(found.values.values, expected.values.values) < 1e-5)

    // The residual is added before the activation.
    let activated = Convolution(
      try test.weights(), stride: stride, padding: padding, activation: .relu6)
    let sum = activated(input, adding: expected, in: &pool)
    let clamped = expected.values.values.map { min(max(2 * $0, 0), 6) }
    #expect(largestDifference(sum.values.values, clamped) < 2e-5)
  }

  /// Shapes that fill no tile evenly, at every instruction level of this CPU, against plain loops.
  @Test(arguments: KernelGrid.levels)
  func productAtEveryLevel(_ level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: 5)
    for (rows, inner, outputs) in [(1, 1, 1), (13, 7, 33), (29, 50, 70), (16, 64, 32), (12, 3, 16)]
    {
      func random(_ rows: Int, _ columns: Int) -> Matrix {
        .random(rows, columns, using: &generator)
      }
      let (input, kernel) = (random(rows, inner), random(outputs, inner))
      let (bias, residual) = (random(1, outputs), random(rows, outputs))
      let weights = try ConvolutionWeights(
        "c", normalization: "n", epsilon: 0, kernelSide: 1, inputs: inner, outputs: outputs,
        from: NetworkWeights(
          [
            "c.weight": Tensor(shape: [outputs, inner, 1, 1], matrix: kernel),
            "n.weight": Tensor([Float](repeating: 1, count: outputs)),
            "n.bias": Tensor(shape: [outputs], matrix: bias),
            "n.running_mean": Tensor([Float](repeating: 0, count: outputs)),
            "n.running_var": Tensor([Float](repeating: 1, count: outputs)),
          ], path: "random", purpose: "random weights"))
      let expected = (0..<rows).flatMap { row in
        (0..<outputs).map { column -> Float in
          let sum = (0..<inner).reduce(Double(bias[0, column]) + Double(residual[row, column])) {
            $0 + Double(input[row, $1]) * Double(kernel[column, $1])
          }
          return Float(max(sum, 0))
        }
      }
      let layer = Convolution(weights, activation: .relu, kernels: kernels)
      var pool = BufferPool()
      let found = layer(
        FeatureMap(height: rows, width: 1, values: input),
        adding: FeatureMap(height: rows, width: 1, values: residual), in: &pool)
      #expect(largestDifference(found.values.values, expected) < 1e-5)
      #expect(layer.weights.kernel == weights.kernel)
    }
  }

  /// What a place becomes does not depend on how many there are.
  @Test(arguments: KernelGrid.levels)
  func rowsOfAProductStandAlone(_ level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: 6)
    let weights = ConvolutionWeights(
      name: "c", kernelSide: 1, inputs: 37, outputs: 56,
      kernel: .random(37, 56, using: &generator), bias: .random(1, 56, using: &generator))
    let layer = Convolution(weights, activation: .relu6, kernels: kernels)
    let input = Matrix.random(31, 37, using: &generator)
    var pool = BufferPool()
    func output(_ rows: Range<Int>) -> [Float] {
      layer(
        FeatureMap(height: rows.count, width: 1, values: input[rows: rows]), in: &pool
      ).values.values
    }
    let whole = output(0..<31)
    for count in 1...30 {
      #expect(output(0..<count) == Array(whole.prefix(count * 56)))
    }
  }

  @Test(arguments: [true, false])
  func activationKeepsWhatIsNotANumber(ofWholeVectors: Bool) throws {
    let outputs = ofWholeVectors ? 32 : 13
    let weights = ConvolutionWeights(
      name: "c", kernelSide: 1, inputs: 1, outputs: outputs,
      kernel: Matrix(rows: 1, columns: outputs, repeating: 1),
      bias: Matrix(rows: 1, columns: outputs))
    var pool = BufferPool()
    let found = Convolution(weights, activation: .relu6)(
      FeatureMap(height: 2, width: 1, values: [[.nan], [7]]), in: &pool)
    #expect(found.values.values.prefix(outputs).allSatisfy { $0.isNaN })
    #expect(found.values.values.suffix(outputs).allSatisfy { $0 == 6 })
  }

  @Test(arguments: [
    ("depthwise-3", 1), ("depthwise-5-stride", 2), ("depthwise-larger-than-map", 2),
  ])
  func depthwiseConvolution(_ name: String, _ stride: Int) throws {
    let test = try Case(name)
    let expected = try test.map("output")
    var pool = BufferPool()
    for (activation, clamp) in [
      (Activation.identity, { $0 }), (.relu, { max($0, 0) }),
      (.relu6, { min(max($0, 0), 6) }),
    ] as [(Activation, (Float) -> Float)] {
      for kernels in KernelGrid.levels.compactMap(Kernels.init) {
        let layer = DepthwiseConvolution(
          try test.weights(), stride: stride, activation: activation, kernels: kernels)
        let found = layer(try test.map("input"), in: &pool)
        #expect(found.height == expected.height && found.width == expected.width)
        #expect(
          largestDifference(found.values.values, expected.values.values.map(clamp)) < 1e-5)
        pool = BufferPool()
      }
    }
  }

  @Test func pooling() throws {
    let test = try Case("maximum")
    let expected = try test.map("output")
    var pool = BufferPool()
    let window = SlidingWindow(kernelSide: 3, stride: 2, padding: .symmetric(1))
    for kernels in KernelGrid.levels.compactMap(Kernels.init) {
      let found = MaxPooling(window, kernels: kernels)(try test.map("input"), in: &pool)
      #expect(found.height == expected.height && found.width == expected.width)
      #expect(found.values == expected.values)
    }
    let mean = try test.file.tensor("maximum.mean").matrix.values
    #expect(largestDifference(try test.map("input").mean.values, mean) < 1e-6)
  }
}
