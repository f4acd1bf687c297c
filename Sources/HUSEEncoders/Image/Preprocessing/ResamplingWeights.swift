internal import CHUSEKernels

/// The weights of the input pixels for each output pixel along one axis, as fixed-point numbers.
///
/// The arithmetic is that of Pillow's `resize`, which the published preprocessing uses. When an
/// image shrinks, the filter widens with the ratio (antialiasing). The weights of an output sum to
/// 1 and have 22 fractional bits.
struct ResamplingWeights {
  /// The position of the first input of each output.
  private(set) var first: [Int32] = []
  /// The number of inputs of each output.
  private(set) var used: [Int32] = []
  /// The weights, `[outputs × taps]`, padded with zeros.
  private(set) var weights: [Int32] = []
  /// The largest number of inputs of an output.
  let taps: Int

  /// The range of all inputs that an output uses.
  var inputs: Range<Int> {
    let ends = zip(first, used).map { Int($0) + Int($1) }
    return Int(first.min() ?? 0)..<(ends.max() ?? 0)
  }

  /// The weights of the outputs in `range`, when an axis is resampled from `input` to `output`
  /// pixels.
  init(from input: Int, to output: Int, range: Range<Int>, filter: ResamplingFilter) {
    let scale = Double(input) / Double(output)
    let widening = max(scale, 1)
    let support = filter.support * widening
    taps = Int(support.rounded(.up)) * 2 + 1
    for index in range {
      let center = (Double(index) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), input)
      let row = (start..<end).map {
        filter.weight(at: (Double($0) - center + 0.5) / widening)
      }
      let sum = row.reduce(0, +)
      first.append(Int32(start))
      used.append(Int32(row.count))
      let one = Double(1 << HUSE_RESAMPLE_BITS)
      weights += row.map { Int32(($0 / sum * one).rounded(.toNearestOrAwayFromZero)) }
      weights += repeatElement(0, count: taps - row.count)
    }
  }

  /// The same weights for inputs that are counted from `origin`.
  func counted(from origin: Int) -> ResamplingWeights {
    var result = self
    result.first = first.map { $0 - Int32(origin) }
    return result
  }
}
