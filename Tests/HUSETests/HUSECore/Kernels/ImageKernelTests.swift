import CHUSEKernels
import HUSECore
import Testing

/// The kernels of image networks against their scalar twins, as C code sees them: widths around
/// those of vectors, windows at every border, no rows.
@Suite struct ImageKernelTests {
  private let tables = KernelGrid.levels.compactMap { Kernels($0)?.table.pointee }
  private var twin: huse_kernels { tables[0] }

  private func window(channels: Int, stride: Int) -> huse_window {
    let (height, width, kernel) = (7, 11, 3)
    return huse_window(
      input_height: height, input_width: width, channels: channels,
      output_height: (height + stride - 1) / stride, output_width: (width + stride - 1) / stride,
      kernel_height: kernel, kernel_width: kernel, stride: stride, padding_top: 1, padding_left: 1)
  }

  @Test(arguments: KernelGrid.widths, [1, 2])
  func windowsOfEveryLevelAreThoseOfTheTwin(channels: Int, stride: Int) {
    var generator = SplitMix64(seed: UInt64(channels))
    let window = window(channels: channels, stride: stride)
    let input = Matrix.random(7 * 11, channels, using: &generator).values
    let kernel = Matrix.random(9, channels, using: &generator).values
    let bias = Matrix.random(1, channels, using: &generator).values
    let count = window.output_height * window.output_width * channels
    var expected = [Float](repeating: 42, count: count)
    var largest = expected
    twin.depthwise(input, kernel, bias, -0.5, 6, window, &expected)
    twin.pool_maximum(input, window, &largest)
    #expect(expected.contains(-0.5), "the clamp has an effect")
    for table in tables {
      var found = [Float](repeating: 42, count: count)
      table.depthwise(input, kernel, bias, -0.5, 6, window, &found)
      #expect(largestDifference(found, expected) < 1e-5)
      table.pool_maximum(input, window, &found)
      #expect(found == largest)
    }
  }

  @Test(arguments: KernelGrid.widths, [1, 5, 49])
  func meansOfEveryLevelAreThoseOfTheTwin(channels: Int, rows: Int) {
    var generator = SplitMix64(seed: UInt64(channels + rows))
    let input = Matrix.random(rows, channels, using: &generator).values
    var expected = [Float](repeating: 42, count: channels)
    twin.pool_mean(input, rows, channels, &expected)
    for table in tables {
      var found = [Float](repeating: 42, count: channels)
      table.pool_mean(input, rows, channels, &found)
      #expect(largestDifference(found, expected) < 1e-6)
    }
  }

  /// Integers: every level gives the same bytes.
  ///
  /// The weights overshoot on both sides.
  @Test(arguments: [1, 3, 30, 96, 101])
  func resamplingIsTheSameAtEveryLevel(width: Int) {
    var generator = SplitMix64(seed: UInt64(width))
    let (lines, inputs, outputs, taps) = (3, 12, 7, 5)
    let input = (0..<lines * inputs * width).map { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
    let one = Int32(1) << Int32(HUSE_RESAMPLE_BITS)
    let weights = (0..<outputs * taps).map { _ in
      Int32(generator.nextInteger(below: Int(one))) - one / 3
    }
    let first = (0..<outputs).map { Int32($0) }
    let used = (0..<outputs).map { Int32(1 + $0 % taps) }
    func resampled(_ table: huse_kernels) -> [UInt8] {
      var output = [UInt8](repeating: 42, count: lines * outputs * width)
      table.resample(
        input, lines, inputs * width, outputs * width, width, width, outputs, taps, weights,
        first, used, &output)
      return output
    }
    let expected = resampled(twin)
    #expect(Set(expected).count > 2)
    for table in tables { #expect(resampled(table) == expected) }
  }
}
