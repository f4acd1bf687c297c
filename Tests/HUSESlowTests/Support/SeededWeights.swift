import HUSECore

/// Numbers that depend on a name only, the same as those of `Tests/Reference`: SplitMix64 from the
/// FNV-1a hash of the name.
///
/// Whole networks can be compared without storing their weights.
enum SeededWeights {
  static func generator(_ name: String) -> SplitMix64 {
    SplitMix64(
      seed: name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }

  /// Uniform numbers in `low ..< low + width`.
  static func uniform(_ name: String, count: Int, low: Double, width: Double) -> Matrix {
    var generator = generator(name)
    var result = Matrix(rows: 1, columns: count)
    result.withUnsafeMutableBufferPointer { values in
      for index in 0..<count { values[index] = Float(generator.nextUniform() * width + low) }
    }
    return result
  }

  /// A convolution of PyTorch and the batch normalisation after it.
  static func convolution(
    _ name: String, normalization: String, outputs: Int, inputs: Int, kernelSide: Int
  ) -> [String: Tensor] {
    let fanIn = inputs * kernelSide * kernelSide
    let bound = (6 / Double(fanIn)).squareRoot()
    func vector(_ part: String, low: Double, width: Double) -> (String, Tensor) {
      let key = "\(normalization).\(part)"
      return (
        key,
        Tensor(validShape: [outputs], matrix: uniform(key, count: outputs, low: low, width: width))
      )
    }
    let kernel = Tensor(
      validShape: [outputs, inputs, kernelSide, kernelSide],
      matrix: uniform("\(name).weight", count: outputs * fanIn, low: -bound, width: 2 * bound))
    return Dictionary(uniqueKeysWithValues: [
      ("\(name).weight", kernel),
      vector("weight", low: 0.5, width: 1), vector("bias", low: -0.1, width: 0.2),
      vector("running_mean", low: -0.1, width: 0.2), vector("running_var", low: 0.5, width: 1),
    ])
  }
}
