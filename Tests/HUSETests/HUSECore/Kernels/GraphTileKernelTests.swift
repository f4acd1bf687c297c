import HUSECore
import Testing

/// Products, distances and margin are multiples of 1/64: every sum is exact, so that there is one
/// right answer, and some pairs lie on the margin itself.
@Suite struct GraphTileKernelTests {
  private static let margin: Float = 0.75
  private static let scale: Float = 0.5

  private struct Tile {
    let products: Matrix
    let rowLabels: [Int32]
    let columnLabels: [Int32]
    let distances: Matrix

    init(height: Int, width: Int) {
      var generator = SplitMix64(seed: UInt64(height * 1000 + width))
      func grid(_ rows: Int, _ columns: Int, from least: Int, to greatest: Int) -> Matrix {
        var grid = Matrix(rows: rows, columns: columns)
        grid.updateValues {
          $0 = Float(least + generator.nextInteger(below: greatest - least + 1)) / 64
        }
        return grid
      }
      products = grid(height, width, from: -64, to: 64)
      distances = grid(6, 6, from: 0, to: 80)
      rowLabels = (0..<height).map { _ in Int32(generator.nextInteger(below: 6)) }
      columnLabels = (0..<width).map { _ in Int32(generator.nextInteger(below: 6)) }
    }

    func expected(diagonal: Int) -> (sum: Double, active: Int, gradient: [Double]) {
      var (sum, active) = (0.0, 0)
      var gradient: [Double] = []
      for (row, rowLabel) in rowLabels.enumerated() {
        for (column, columnLabel) in columnLabels.enumerated() {
          let target = Double(distances[Int(rowLabel), Int(columnLabel)])
          let actual = 1 - Double(products[row, column])
          let counts = target < Double(margin) && actual < Double(margin)
          guard counts, column != row - diagonal else {
            gradient.append(0)
            continue
          }
          sum += (actual - target) * (actual - target)
          active += 1
          gradient.append(Double(scale) * 2 * (actual - target) * -1)
        }
      }
      return (sum, active, gradient)
    }
  }

  @Test(arguments: KernelGrid.levels, KernelGrid.widths)
  func tileEqualsTheFormula(level: InstructionLevel, width: Int) throws {
    let kernels = try #require(Kernels(level))
    for height in KernelGrid.heights {
      let tile = Tile(height: height, width: width)
      for diagonal in [0, 1, -2, 1 - width, 1000, -1000] {
        var found = tile.products
        let (sum, active) = kernels.graphTile(
          &found, rowLabels: tile.rowLabels[...], columnLabels: tile.columnLabels[...],
          distances: tile.distances, margin: Self.margin, scale: Self.scale, diagonal: diagonal)
        let expected = tile.expected(diagonal: diagonal)
        #expect(sum == expected.sum)
        #expect(active == expected.active)
        #expect(found.values.map { Double($0) } == expected.gradient)
      }
    }
  }

  @Test(arguments: KernelGrid.levels)
  func labelsAreTakenFromTheSlice(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let labels: [Int32] = [1, 1, 0, 1]
    var found: Matrix = [[0.5, 0.5]]
    let (sum, active) = kernels.graphTile(
      &found, rowLabels: labels[2..<3], columnLabels: labels[2..<4],
      distances: [[0, 0.25], [0.25, 0]], margin: 0.75, scale: 1, diagonal: 9)
    #expect(sum == 0.3125)
    #expect(active == 2)
    #expect(found.values == [-1, -0.5])
  }

  @Test(arguments: KernelGrid.levels)
  func aPairOnTheMarginDoesNotCount(level: InstructionLevel) throws {
    let kernels = try #require(Kernels(level))
    let distances: Matrix = [[0, 0.75], [0.75, 0]]
    for (product, label) in [(Float(0.25), Int32(0)), (0.5, 1)] {
      var found = Matrix(rows: 1, columns: 21, repeating: product)
      let (sum, active) = kernels.graphTile(
        &found, rowLabels: [0], columnLabels: ArraySlice(repeating: label, count: 21),
        distances: distances, margin: 0.75, scale: 1, diagonal: 99)
      #expect(sum == 0)
      #expect(active == 0)
      #expect(found.values.allSatisfy { $0 == 0 })
    }
  }
}
