import HUSECore
import Testing

@Suite struct QuantizedPanelsTests {
  private static func rows(_ count: Int, columns: Int, seed: UInt64) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return .random(count, columns, using: &generator)
  }

  private static func products(
    _ items: Matrix, _ queries: Matrix, panels: Range<Int>, by kernels: Kernels = .best
  ) -> [Float] {
    var result = Matrix(
      rows: queries.rows, columns: panels.count * QuantizedPanels.panelRows, repeating: .nan)
    QuantizedPanels(quantizing: items).assignProduct(
      of: QuantizedRows(quantizing: queries), panels: panels, to: &result, kernels: kernels)
    return result.values
  }

  @Test(arguments: [(1, 70, 1), (5, 256, 13), (9, 3, 2)])
  func everyLevelComputesTheSameBits(panels: Int, columns: Int, queries: Int) throws {
    let items = Self.rows(panels * 16 - 3, columns: columns, seed: 1)
    let queries = Self.rows(queries, columns: columns, seed: 2)
    let scalar = try #require(Kernels(.scalar))
    let expected = Self.products(items, queries, panels: 0..<panels, by: scalar)
    #expect(expected.allSatisfy { $0.isFinite })
    for kernels in KernelGrid.levels.compactMap(Kernels.init) {
      #expect(Self.products(items, queries, panels: 0..<panels, by: kernels) == expected)
    }
  }

  /// Against products in double precision, within the bound that rounding gives.
  @Test func productsAreThoseOfTheRoundedValues() {
    let items = Self.rows(40, columns: 50, seed: 3)
    let queries = Self.rows(7, columns: 50, seed: 4)
    let products = Self.products(items, queries, panels: 1..<3)
    for query in 0..<7 {
      let largestOfQuery = Double(queries[row: query].map(\.magnitude).max()!)
      for item in 16..<40 {
        let pairs = zip(queries[row: query], items[row: item]).map { (Double($0), Double($1)) }
        let exact = pairs.reduce(0) { $0 + $1.0 * $1.1 }
        let (queryStep, itemStep) = (
          largestOfQuery / 254, Double(items[row: item].map(\.magnitude).max()!) / 254
        )
        let bound = pairs.reduce(1e-6) {
          $0 + abs($1.0) * itemStep + abs($1.1) * queryStep + queryStep * itemStep
        }
        #expect(abs(Double(products[query * 32 + item - 16]) - exact) <= bound)
      }
    }
  }

  @Test func rowsOfZerosHaveProductsOfZero() {
    let items: Matrix = [[0, 0, 0], [1, -1, 0.5]]
    let products = Self.products(
      items, [[0, 0, 0], [2, 0, 0]], panels: 0..<1)
    #expect(products[0..<16].allSatisfy { $0 == 0 })
    #expect(products[16] == 0)
    #expect(abs(products[17] - 2) < 1e-6)
    // What fills up the panel.
    #expect(products[18..<32].allSatisfy { $0 == 0 })
  }
}
