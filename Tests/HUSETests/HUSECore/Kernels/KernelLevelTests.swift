import CHUSEKernels
import HUSECore
import Testing

/// The tables of kernels as C code sees them, with the options that Swift code leaves alone.
@Suite struct KernelLevelTests {
  private let tables = KernelGrid.levels.compactMap {
    huse_kernels_at(huse_level(rawValue: UInt32($0.rawValue)))
  }

  @Test func everyPlatformHasTheScalarAndTheBaselineLevel() {
    #expect(Array(KernelGrid.levels.prefix(2)) == [.scalar, .baseline])
    #expect(KernelGrid.levels.last == .best)
    #expect(huse_kernels_at(huse_level(rawValue: 4)) == nil)
  }

  @Test func aTableNamesItsLevel() {
    #expect(tables.map { Int($0.pointee.level.rawValue) } == KernelGrid.levels.map(\.rawValue))
  }

  @Test func dropoutDoesNotDependOnHowRowsAreSpread() {
    let (rows, columns, half) = (7, 13, 4)
    let bias = [Float](repeating: 0, count: columns)
    for table in tables.map(\.pointee) {
      var whole = [Float](repeating: 1, count: rows * columns)
      table.bias_activation(&whole, bias, rows, columns, 1, 0.5, 99, 0)
      var first = [Float](repeating: 1, count: half * columns)
      var second = [Float](repeating: 1, count: (rows - half) * columns)
      table.bias_activation(&first, bias, half, columns, 1, 0.5, 99, 0)
      table.bias_activation(&second, bias, rows - half, columns, 1, 0.5, 99, half)
      #expect(whole == first + second)
      #expect(Set(whole) == [0, 2])
    }
  }

  @Test func normalizationMayWriteElsewhere() {
    let x: [Float] = [3, 4, 0, 0]
    for table in tables.map(\.pointee) {
      var (y, norms) = ([Float](repeating: 42, count: 4), [Float](repeating: 42, count: 2))
      table.normalize(&y, &norms, x, 2, 2)
      #expect(norms == [5, 0])
      #expect(largestDifference(y, [0.6, 0.8, 0, 0]) < 1e-7)
    }
  }

  @Test func crossEntropyNeedsNoGradient() {
    let logits: [Float] = [1, 2, 3, 0, -1, 5]
    let labels: [Int32] = [2, 0]
    for table in tables.map(\.pointee) {
      var gradient = [Float](repeating: 0, count: 6)
      let loss = table.cross_entropy(nil, logits, labels, 2, 3, 1)
      #expect(loss == table.cross_entropy(&gradient, logits, labels, 2, 3, 1))
    }
  }

  @Test func graphTilesCountOn() {
    for table in tables.map(\.pointee) {
      var products: [Float] = [1, 1, 1]
      var active = 5
      let sum = table.graph_tile(&products, 1, 3, [0], [0, 0, 0], [0], 1, 0.5, 1, 1, &active)
      #expect(sum == 0)
      #expect(active == 8)
    }
  }

  @Test func optimizersWithoutMomentumNeedNoState() {
    let gradient = (0..<11).map { Float($0) - 5 }
    for table in tables.map(\.pointee) {
      var (w, other) = ([Float](repeating: 1, count: 11), [Float](repeating: 1, count: 11))
      var (s, otherS, state) = ([Float](repeating: 0, count: 11), [Float](), [Float]())
      (otherS, state) = (s, s)
      table.rmsprop(&w, &s, nil, gradient, 11, 0.1, 0.9, 0, 1e-3, 1)
      table.rmsprop(&other, &otherS, &state, gradient, 11, 0.1, 0.9, 0, 1e-3, 1)
      #expect(largestDifference(w, other) < 1e-6)
      #expect(s == otherS)
      table.sgd(&w, nil, gradient, 11, 0.1, 0, 0, 1)
      table.sgd(&other, &state, gradient, 11, 0.1, 0, 0, 1)
      #expect(largestDifference(w, other) < 1e-6)
      #expect(w[10] < 1 && w[0] > 1)
    }
  }
}
