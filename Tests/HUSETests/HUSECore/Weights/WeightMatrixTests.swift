import Foundation
import HUSECore
import Testing

@Suite struct WeightMatrixTests {
  private static let halves: [StoredPrecision] = [.float16, .bfloat16]

  private static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return .random(rows, columns, using: &generator)
  }

  private static func rounded(_ matrix: Matrix, _ precision: StoredPrecision) -> Matrix {
    var result = matrix
    result.updateValues { $0 = precision.rounded($0) }
    return result
  }

  /// The precision of values of 32 or 16 bits.
  private static func precision(of weights: WeightMatrix) -> StoredPrecision? {
    switch weights.values {
    case .float32: .float32
    case .halves(_, let precision): precision
    case .int8: nil
    }
  }

  @Test(arguments: halves)
  func rowsAreWidened(precision: StoredPrecision) {
    let matrix = Self.random(7, 19)
    let (weights, expected) = (
      WeightMatrix(rounding: matrix, to: precision), Self.rounded(matrix, precision)
    )
    #expect(weights.matrix == expected)
    #expect(Self.precision(of: weights) == precision)
    #expect(weights[rows: 2..<5].matrix == expected[rows: 2..<5])
    var gathered = Matrix(rows: 3, columns: 19)
    gathered.gather(rowsAt: [6, 0, 6][...], of: weights)
    #expect(gathered == expected.gathering(rowsAt: [6, 0, 6]))
  }

  @Test(arguments: halves)
  func joinedWeightsKeepTheirPrecision(precision: StoredPrecision) {
    let (first, second) = (Self.random(3, 5), Self.random(4, 5, seed: 2))
    let parts = [first, second].map { WeightMatrix(rounding: $0, to: precision) }
    let joined = WeightMatrix.joining(parts)
    #expect(Self.precision(of: joined) == precision)
    #expect(joined.matrix == Matrix.joining(parts.map(\.matrix)))
    let mixed = WeightMatrix.joining([parts[0], WeightMatrix(second)])
    #expect(Self.precision(of: mixed) == .float32)
    #expect(mixed.matrix == Matrix.joining([parts[0].matrix, second]))
  }

  @Test(arguments: halves)
  func filesKeepTheirPrecision(precision: StoredPrecision) throws {
    let matrix = Self.random(5, 3)
    let expected = Self.rounded(matrix, precision)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("weights.safetensors")
      try SafetensorsFile.write(
        ["m": Tensor(matrix), "v": Tensor([1, 2])], precision: precision, to: file)
      let read = try SafetensorsFile(contentsOf: file)
      #expect(try Self.precision(of: read.weights("m")) == precision)
      #expect(try read.weights("m").matrix == expected)
      #expect(
        errorText { () throws(HUSEError) in try read.weights("v") }
          == "\(file.path): tensor 'v' has the shape [2], expected a matrix. Fetch the file again.")
      // An odd length of the header leaves the numbers unaligned.
      let json =
        #"{"m":{"dtype":"\#(precision == .float16 ? "F16" : "BF16")","shape":[5,3],"#
        + #""data_offsets":[0,30]}}"#
      let header = json + String(repeating: " ", count: 1 - json.utf8.count % 2)
      var data = Data()
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
      data += Data(header.utf8)
      for value in matrix.values {
        let bits =
          precision == .float16 ? HalfPrecision.float16(value) : HalfPrecision.bfloat16(value)
        withUnsafeBytes(of: bits.littleEndian) { data.append(contentsOf: $0) }
      }
      try data.write(to: file)
      #expect(try SafetensorsFile(contentsOf: file).weights("m").matrix == expected)
    }
  }

  /// A header may state so many rows without columns that their numbers fill no memory.
  @Test func rowsWithoutColumnsNeedNoMemory() throws {
    let rows = 1 << 61
    let header = #"{"m":{"dtype":"BF16","shape":[\#(rows),0],"data_offsets":[0,0]}}"#
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data += Data(header.utf8)
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("weights.safetensors")
      try data.write(to: url)
      let file = try SafetensorsFile(contentsOf: url)
      let weights = try file.weights("m")
      #expect(weights.rows == rows && weights.matrix.rows == rows && weights.matrix.columns == 0)
      #expect(try file.firstNonFinite(of: "m") == nil)
    }
  }

  @Test func valuesThatAreNotFiniteAreFound() throws {
    try withTemporaryFolder { folder in
      for precision in StoredPrecision.allCases {
        let file = folder.appendingPathComponent("\(precision).safetensors")
        var matrix = Self.random(9, 4)
        try SafetensorsFile.write(["m": Tensor(matrix)], precision: precision, to: file)
        #expect(try SafetensorsFile(contentsOf: file).firstNonFinite(of: "m") == nil)
        matrix[8, 3] = -.infinity
        try SafetensorsFile.write(["m": Tensor(matrix)], precision: precision, to: file)
        #expect(try SafetensorsFile(contentsOf: file).firstNonFinite(of: "m") == -.infinity)
      }
    }
  }
}
