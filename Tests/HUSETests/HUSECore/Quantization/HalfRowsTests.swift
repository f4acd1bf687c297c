import HUSECore
import Testing

@Suite struct HalfRowsTests {
  /// All bit patterns but those of NaN, whose payload may differ.
  @Test func everyLevelWidensEveryNumber() {
    let patterns = (UInt16.min...UInt16.max).filter { $0 & 0x7FFF <= 0x7C00 }
    let expected = patterns.map(HalfPrecision.float(fromFloat16:))
    let bytes = ByteStorage(count: patterns.count * 2) { bytes in
      for (index, pattern) in patterns.enumerated() {
        bytes.storeBytes(of: pattern.littleEndian, toByteOffset: index * 2, as: UInt16.self)
      }
    }
    let halves = HalfRows(rows: 1, columns: patterns.count, bytes: bytes)
    for kernels in KernelGrid.levels.compactMap(Kernels.init) {
      var values = Matrix(rows: 1, columns: patterns.count)
      halves.widen(rows: 0..<1, into: &values, kernels: kernels)
      #expect(zip(values.values, expected).allSatisfy { $0.bitPattern == $1.bitPattern })
    }
  }

  @Test func rowsAreRoundedToTheNearestNumbers() {
    let matrix: Matrix = [[1, 0.1, -2.00048828125], [1e-8, 65504, 0]]
    let halves = HalfRows(rounding: matrix)
    #expect(halves[rows: 0..<2].values == matrix.values.map(StoredPrecision.float16.rounded))
    #expect(halves[rows: 1..<2].values[1] == 65504)
  }
}
