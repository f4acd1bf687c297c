import Foundation
import HUSECore
import Testing

/// Weights of a byte with a scale for each row.
@Suite struct ByteWeightsTests {
  private static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return .random(rows, columns, using: &generator)
  }

  @Test func valuesAreRoundedToTheNearestStep() throws {
    var matrix = Self.random(5, 19)
    for column in 0..<19 {
      matrix[2, column] = 0
      // Too small for a scale.
      matrix[3, column] *= 1e-35
    }
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(matrix))
    let found = weights.matrix
    for row in 0..<5 {
      let step = Float(matrix[row: row].map(\.magnitude).max()! / 127)
      for column in 0..<19 {
        #expect(abs(found[row, column] - matrix[row, column]) <= max(step * 0.5001, 0x1p-100))
      }
    }
    guard case .int8(let bytes, let scales) = weights.values else {
      Issue.record("no bytes")
      return
    }
    #expect(scales[0, 2] == 0 && scales[0, 3] == 0)
    let numbers = bytes.bytes.bindMemory(to: Int8.self)
    #expect(numbers.map { Int($0).magnitude }.max() == 127)
    // Whole numbers of steps stay as they are.
    #expect(WeightMatrix(roundingToBytes: WeightMatrix(found)).matrix == found)
  }

  /// Many rows are rounded by several threads, and those of 16 bits some at a time.
  @Test func everyRowIsRoundedAlone() {
    let matrix = Self.random(600, 7)
    for weights in [WeightMatrix(matrix), WeightMatrix(rounding: matrix, to: .bfloat16)] {
      let found = WeightMatrix(roundingToBytes: weights).matrix
      for row in 0..<600 {
        let own = row..<row + 1
        let alone = WeightMatrix(roundingToBytes: WeightMatrix(weights.matrix(ofRows: own)))
        #expect(found[rows: own] == alone.matrix, "row \(row)")
      }
    }
  }

  @Test func rowsKeepTheirScales() {
    let (first, second) = (Self.random(3, 5), Self.random(4, 5, seed: 2))
    let parts = [first, second].map { WeightMatrix(roundingToBytes: WeightMatrix($0)) }
    let joined = WeightMatrix.joining(parts)
    #expect(joined.matrix == Matrix.joining(parts.map(\.matrix)))
    guard case .int8 = joined.values else {
      Issue.record("no bytes")
      return
    }
    #expect(joined[rows: 2..<6].matrix == joined.matrix[rows: 2..<6])
    var gathered = Matrix(rows: 3, columns: 5)
    gathered.gather(rowsAt: [6, 0, 6][...], of: joined)
    #expect(gathered == joined.matrix.gathering(rowsAt: [6, 0, 6]))
  }

  private static func write(
    _ contents: [String: EncoderTensor], without missing: String? = nil,
    scales: [Float]? = nil, to url: URL
  ) throws {
    let tensors = contents.stored.filter { $0.name != missing }.map {
      $0.name == "m.scale" && scales != nil ? ($0.name, StoredTensor(Tensor(scales!))) : $0
    }
    try SafetensorsFile.write(tensors, to: url)
  }

  @Test func filesHoldBytesAndScales() throws {
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(Self.random(5, 3)))
    let contents = ["a": EncoderTensor.values(Tensor([1, 2])), "m": EncoderTensor(weights)]
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("weights.safetensors")
      try Self.write(contents, to: url)
      let file = try SafetensorsFile(contentsOf: url)
      #expect(file.names == ["a", "m", "m.scale"])
      #expect(file.place(of: "m")?.type == "I8")
      #expect(try file.weights("m").matrix == weights.matrix)
      #expect(try file.firstNonFinite(of: "m") == nil)
      let read = try file.contents(withPrefix: "")
      #expect(read.keys.sorted() == ["a", "m"])
      #expect(read["m"]?.tensor.matrix == weights.matrix)

      func error(without missing: String? = nil, scales: [Float]? = nil) throws -> String? {
        try Self.write(contents, without: missing, scales: scales, to: url)
        let file = try SafetensorsFile(contentsOf: url)
        return errorText { () throws(HUSEError) in try file.contents(withPrefix: "") }?
          .replacingOccurrences(of: url.path, with: "F")
      }
      #expect(
        try error(without: "m.scale")
          == "F: found dtype I8 of tensor 'm' without 'm.scale', which is not supported. "
          + "Supported: F32, F16, BF16, or I8 with a scale for each row.")
      #expect(
        try error(scales: [1, 2])
          == "F: tensor 'm' has 5 rows and scales of shape [2]. Fetch the file again.")
    }
  }

  /// Sums of longer rows would not fit in 32 bits.
  @Test func longRowsAreRefused() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("weights.safetensors")
      let columns = WeightMatrix.mostColumnsOfBytes + 1
      let header =
        #"{"m":{"dtype":"I8","shape":[1,\#(columns)],"data_offsets":[4,\#(columns + 4)]},"#
        + #""m.scale":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      var data = Data()
      withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
      data += Data(header.utf8) + Data(count: columns + 4)
      try data.write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try SafetensorsFile(contentsOf: url).weights("m") }
          == "\(url.path): tensor 'm' has 65537 bytes in a row, more than 65536. Fetch the file "
          + "again.")
    }
  }
}
