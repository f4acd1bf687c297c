import HUSECore
import Testing

@Suite struct ActivationKernelTests {
  /// A sum of two floats in double precision, rounded once, is the correctly rounded float: there
  /// is one right answer for every level.
  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func biasAndRectifierEqualTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(width))
    for height in KernelGrid.heights {
      let x = Matrix.random(height, width, using: &generator)
      let bias = Matrix.random(1, width, using: &generator)
      for rectifying in [false, true] {
        var found = x
        kernels.addBias(bias, to: &found, rectifying: rectifying)
        let expected = x.values.enumerated().map { index, value in
          let sum = Float(Double(value) + Double(bias[0, index % width]))
          return rectifying ? max(sum, 0) : sum
        }
        #expect(found.values == expected)
      }
    }
  }

  @Test(arguments: KernelGrid.levels)
  func biasKeepsZerosAndWhatIsNotFinite(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let width = 19
    var x = Matrix(rows: 3, columns: width)
    for column in 0..<width {
      x[1, column] = .nan
      x[2, column] = .infinity
    }
    kernels.addBias(Matrix(rows: 1, columns: width), to: &x, rectifying: true)
    #expect(x[row: 0].allSatisfy { $0 == 0 })
    #expect(x[row: 1].allSatisfy { $0.isNaN })
    #expect(x[row: 2].allSatisfy { $0 == .infinity })
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func dropoutKeepsTheSameElementsAtEveryLevel(level: InstructionLevel, width: Int) throws {
    let (kernels, scalar) = (try #require(Kernels(level)), try #require(Kernels(.scalar)))
    var generator = SplitMix64(seed: 77)
    let x = Matrix.random(9, width, using: &generator)
    let bias = Matrix.random(1, width, using: &generator)
    for probability: Float in [0.1, 0.5, 0.999] {
      var (found, twin) = (x, x)
      let seed = generator.next()
      kernels.addBias(bias, to: &found, rectifying: false, dropout: probability, seed: seed)
      scalar.addBias(bias, to: &twin, rectifying: false, dropout: probability, seed: seed)
      let kept = 1 - Double(probability)
      let expected = twin.values.enumerated().map { index, value in
        value == 0 ? 0 : (Double(x.values[index]) + Double(bias[0, index % width])) / kept
      }
      let error = largestRelativeError(found.values, expected)
      #expect(error < 2 * KernelGrid.tolerance(level))
      #expect(found.values.map { $0 == 0 } == twin.values.map { $0 == 0 })
    }
  }

  /// 50,000 elements: the share that is dropped scatters by 0.002 around the probability.
  @Test(arguments: [Float(0.05), 0.15, 0.5, 0.9])
  func dropoutDropsTheShareThatIsAskedFor(probability: Float) {
    func dropped(seed: UInt64) -> [Bool] {
      var x = Matrix(rows: 500, columns: 100, repeating: 1)
      Kernels.best.addBias(
        Matrix(rows: 1, columns: 100), to: &x, rectifying: true, dropout: probability, seed: seed)
      return x.values.map { $0 == 0 }
    }
    let first = dropped(seed: 1)
    func share(_ flags: [Bool]) -> Double { Double(flags.count { $0 }) / Double(flags.count) }
    let p = Double(probability)
    #expect(abs(share(first) - p) < 0.01)
    for other in [2, 3, 1 << 32 | 1] as [UInt64] {
      #expect(abs(share(zip(first, dropped(seed: other)).map { $0 && $1 }) - p * p) < 0.01)
    }
    #expect(abs(share(zip(first, first.dropFirst()).map { $0 && $1 }) - p * p) < 0.01)
    #expect(abs(share(zip(first, first.dropFirst(100)).map { $0 && $1 }) - p * p) < 0.01)
    #expect(dropped(seed: 1) == first)
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func theWayBackIsClosedWhereTheOutputIsZero(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    var generator = SplitMix64(seed: UInt64(width) + 1)
    for height in KernelGrid.heights {
      let gradient = Matrix.random(height, width, using: &generator)
      var output = Matrix.random(height, width, using: &generator)
      for index in 0..<height { output[index, index % width] = 0 }
      var found = gradient
      kernels.rectifyBackward(&found, output: output, scale: 1.25)
      let expected = zip(gradient.values, output.values).map { value, output in
        output > 0 ? Float(1.25 * Double(value)) : 0
      }
      #expect(found.values == expected)
    }
  }
}
