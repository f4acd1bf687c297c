import HUSECore
import Testing

@Suite struct QuantizedItemsTests {
  private static func rows(_ count: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return .random(count, columns, using: &generator)
  }

  private static func products(
    _ items: QuantizedItems, _ ids: [UInt32], query: QuantizedQuery, by kernels: Kernels = .best
  ) -> [Float] {
    var result = [Float](repeating: .nan, count: ids.count)
    result.withUnsafeMutableBufferPointer { result in
      ids.withUnsafeBufferPointer {
        items.assignProducts(
          of: query, rowsAt: $0, to: result.baseAddress!, kernels: kernels)
      }
    }
    return result
  }

  /// The bits of products with panels, whose kernels have a test of their own.
  @Test(arguments: [1, 3, 63, 64, 65, 512])
  func everyLevelComputesTheBitsOfPanels(columns: Int) {
    let (items, queries) = (
      Self.rows(37, columns: columns, seed: 1), Self.rows(1, columns: columns, seed: 2)
    )
    var expected = Matrix(rows: 1, columns: 48, repeating: .nan)
    QuantizedPanels(quantizing: items).assignProduct(
      of: QuantizedRows(quantizing: queries), panels: 0..<3, to: &expected)
    let query = QuantizedQuery(columns: columns)
    query.assign(queries)
    for ids in [[], [36], [5, 0, 5], Array((0..<37).reversed())] as [[UInt32]] {
      for kernels in KernelGrid.levels.compactMap(Kernels.init) {
        #expect(
          Self.products(QuantizedItems(quantizing: items), ids, query: query, by: kernels)
            == ids.map { expected[0, Int($0)] })
      }
    }
  }

  @Test func aRowIsAQueryAsItsVectorIs() {
    let vectors = Self.rows(9, columns: 70, seed: 3)
    let items = QuantizedItems(quantizing: vectors)
    let (row, vector) = (QuantizedQuery(columns: 70), QuantizedQuery(columns: 70))
    row.assign(row: 4, of: items)
    vector.assign(vectors[rows: 4..<5])
    let ids: [UInt32] = Array(0..<9)
    #expect(
      Self.products(items, ids, query: row) == Self.products(items, ids, query: vector))
  }

  @Test func rowsAreKeptOrRounded() {
    let (old, new) = (Self.rows(4, columns: 5, seed: 4), Self.rows(3, columns: 5, seed: 5))
    let items = QuantizedItems(
      keeping: QuantizedItems(quantizing: old), at: [3, nil, 0]
    ) { new[rows: $0..<$0 + 1] }
    var expected = old.gathering(rowsAt: [3, 0, 0])
    expected.assign(new[rows: 1..<2], atRow: 1)
    #expect(items == QuantizedItems(quantizing: expected))
  }
}
