import HUSECore
import HUSEEncoders
import Testing

@Suite struct BufferPoolTests {
  /// Memory that someone still reads is not written by the next layer that gets it.
  @Test func recycledMemoryIsNotOverwritten() throws {
    var pool = BufferPool()
    let input = FeatureMap(height: 2, width: 1, values: [[1], [2]])
    let window = SlidingWindow(kernelSide: 1, stride: 1, padding: .same)
    let first = MaxPooling(window)(input, in: &pool)
    pool.recycle(first.values)
    let other = FeatureMap(height: 2, width: 1, values: [[7], [8]])
    let second = MaxPooling(window)(other, in: &pool)
    #expect(first.values == [[1], [2]])
    #expect(second.values == [[7], [8]])
  }
}
