import Foundation
import HUSECore
import Testing

@Suite struct BFloat16ProductTests {
  private static let kernels = KernelGrid.levels.compactMap(Kernels.init)

  /// Values of every kind: of ordinary size, whose products are near the smallest normal number,
  /// and any bits at all.
  enum Values: CaseIterable {
    case ordinary, tiny, anyBits

    func matrix(_ rows: Int, _ columns: Int, using generator: inout SplitMix64) -> Matrix {
      guard self != .ordinary else { return .random(rows, columns, using: &generator) }
      var matrix = Matrix(rows: rows, columns: columns)
      matrix.updateValues { value in
        let bits = UInt32(truncatingIfNeeded: generator.next())
        let exponent = 58 + bits >> 24 % 10
        value = Float(
          bitPattern: self == .tiny ? bits & 0x807F_FFFF | exponent << 23 : bits)
      }
      return matrix
    }
  }

  /// The bits, all those of NaN being alike.
  private static func bits(_ matrix: Matrix) -> [UInt32] {
    matrix.values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
  }

  private static let shapes = [
    (1, 1, 1), (3, 2, 5), (13, 17, 33), (25, 64, 70), (40, 1601, 31), (5, 0, 7), (0, 3, 4),
  ]

  @Test(arguments: shapes, Values.allCases)
  func everyLevelComputesTheSameBits(shape: (Int, Int, Int), values: Values) throws {
    let (m, k, n) = shape
    var generator = SplitMix64(seed: UInt64(m * 10_000 + k * 100 + n))
    let a = values.matrix(m, k, using: &generator)
    let b = values.matrix(k, n, using: &generator)
    let before = values.matrix(m, n, using: &generator)
    let scalar = try #require(Kernels(.scalar))
    for adding in [false, true] {
      var expected = before
      expected.assignProduct(
        of: BFloat16Rows(rounding: a), and: PackedMatrix(rounding: b).all, adding: adding,
        kernels: scalar)
      for kernels in Self.kernels {
        var found = before
        found.assignProduct(
          of: BFloat16Rows(rounding: a), and: PackedMatrix(rounding: b).all, adding: adding,
          kernels: kernels)
        #expect(Self.bits(found) == Self.bits(expected))
        found = before
        found.assignProduct(
          ofTransposed: PackedMatrix(roundingTransposeOf: a).all,
          and: PackedMatrix(rounding: b).all, adding: adding, kernels: kernels)
        #expect(Self.bits(found) == Self.bits(expected))
      }
    }
  }

  /// The bits that rational arithmetic gives, in Tests/Reference/make_bfloat16_fixtures.py.
  @Test func sumsAreRoundedAndFlushedAfterEachProduct() throws {
    struct Sum: Decodable {
      let start: UInt32
      let left, right: [UInt16]
      let sum: UInt32
    }
    struct Sums: Decodable { let sums: [Sum] }
    let data = try Data(contentsOf: Fixture.url("core/bfloat16.json"))
    let sums = try JSONDecoder().decode(Sums.self, from: data).sums
    #expect(sums.count > 100)
    func matrix(_ bits: [UInt16]) -> Matrix {
      Matrix(row: bits.map(HalfPrecision.float(fromBFloat16:)))
    }
    for kernels in Self.kernels {
      for sum in sums {
        var found = Matrix(row: [Float(bitPattern: sum.start)])
        found.assignProduct(
          of: BFloat16Rows(rounding: matrix(sum.left)),
          and: PackedMatrix(roundingTransposeOf: matrix(sum.right)).all, adding: true,
          kernels: kernels)
        // The script does not say which sign a zero has.
        #expect(
          sum.sum == 0 ? found[0, 0] == 0 : found[0, 0].bitPattern == sum.sum)
      }
    }
  }

  /// A factor is off by at most 2⁻⁸ of itself and a sum of k numbers by 2⁻²³ k of their
  /// sizes.
  @Test func theErrorIsThatOfRoundedFactors() {
    var generator = SplitMix64(seed: 5)
    let (m, k, n) = (30, 300, 50)
    let (a, b) = (
      Matrix.random(m, k, using: &generator), Matrix.random(k, n, using: &generator)
    )
    var found = Matrix(rows: m, columns: n)
    found.assignProduct(of: BFloat16Rows(rounding: a), and: PackedMatrix(rounding: b).all)
    for row in 0..<m {
      for column in 0..<n {
        let products = (0..<k).map { Double(a[row, $0]) * Double(b[$0, column]) }
        let size = products.reduce(0) { $0 + abs($1) }
        let bound = size * (2 * 0x1p-8 + 0x1p-16 + Double(k) * 0x1p-23)
        #expect(abs(Double(found[row, column]) - products.reduce(0, +)) <= bound)
      }
    }
  }

  /// Rectangles that begin and end anywhere, with zeros before a row that is not the first of its
  /// pair.
  @Test(arguments: [(0, 33), (7, 40), (31, 64), (40, 41)])
  func partsOfAPackedMatrix(first: Int, last: Int) {
    var generator = SplitMix64(seed: 6)
    let all = Matrix.random(64, 70, using: &generator)
    let packed = PackedMatrix(rounding: all)
    let count = last - first
    let lead = first % 2
    let part = all[rows: first..<last]

    // p · part, by rows that lead with a zero.
    let p = Matrix.random(5, count, using: &generator)
    let rows = BFloat16Rows(rows: 5, columns: lead + count)
    rows.assign(p, lead: lead)
    var found = Matrix(rows: 5, columns: 70, repeating: .nan)
    found.assignProduct(of: rows, and: packed[rows: first - lead..<last, columns: 0..<70])
    var expected = Matrix(rows: 5, columns: 70)
    expected.assignProduct(of: BFloat16Rows(rounding: p), and: PackedMatrix(rounding: part).all)
    #expect(lead == 1 ? isClose(found, expected) : found == expected)

    // qᵀ · part, by a packed matrix that leads with a row of zeros.
    let q = Matrix.random(count, 5, using: &generator)
    let packedQ = PackedMatrix(rows: lead + count, columns: 5)
    packedQ.assign(q, lead: lead)
    found.assignProduct(
      ofTransposed: packedQ.all, and: packed[rows: first - lead..<last, columns: 0..<70])
    expected.assignProduct(
      ofTransposed: PackedMatrix(rounding: q).all, and: PackedMatrix(rounding: part).all)
    #expect(lead == 1 ? isClose(found, expected) : found == expected)

    // Some columns of either side.
    let transposed = PackedMatrix(roundingTransposeOf: all)
    let right = PackedMatrix(rounding: Matrix.random(70, 3, using: &generator))
    var some = Matrix(rows: count, columns: 3, repeating: .nan)
    some.assignProduct(
      ofTransposed: transposed[rows: 0..<70, columns: first..<last], and: right.all)
    var other = Matrix(rows: count, columns: 3)
    other.assignProduct(of: BFloat16Rows(rounding: all)[rows: first..<last], and: right.all)
    #expect(some == other)
    let left = Matrix.random(4, 70, using: &generator)
    var columns = Matrix(rows: 4, columns: count, repeating: .nan)
    columns.assignProduct(
      of: BFloat16Rows(rounding: left), and: transposed[rows: 0..<70, columns: first..<last])
    var whole = Matrix(rows: 4, columns: 64)
    whole.assignProduct(of: BFloat16Rows(rounding: left), and: transposed.all)
    for row in 0..<4 { #expect(Array(columns[row: row]) == Array(whole[row: row][first..<last])) }
  }

  /// Sums that begin with another pair differ in their last bits.
  private func isClose(_ first: Matrix, _ second: Matrix) -> Bool {
    zip(first.values, second.values).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  @Test func largeProductsAreSharedByThreads() {
    var generator = SplitMix64(seed: 7)
    let a = Matrix.random(200, 256, using: &generator)
    let b = PackedMatrix(rounding: Matrix.random(256, 130, using: &generator))
    var all = Matrix(rows: 200, columns: 130)
    all.assignProduct(of: BFloat16Rows(rounding: a), and: b.all)
    for row in 0..<200 {
      var one = Matrix(rows: 1, columns: 130)
      one.assignProduct(of: BFloat16Rows(rounding: a[rows: row..<row + 1]), and: b.all)
      #expect(one.values == Array(all[row: row]))
    }
  }
}
