import Foundation
import HUSECore
import Testing

/// Weights of a byte with a scale for each row.
@Suite struct ByteWeightsTests {
  private static func random(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
    var generator = SplitMix64(seed: seed)
    return .random(rows, columns, using: &generator)
  }

  /// The largest magnitude of a rotated row has 127 steps.
  @Test func rotatedValuesAreRoundedToTheNearestStep() throws {
    var matrix = Self.random(5, 19)
    for column in 0..<19 {
      matrix[2, column] = 0
      // Too small for a scale.
      matrix[3, column] *= 1e-35
    }
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(matrix))
    let found = weights.matrix
    let (rotated, expected) = (found.rotatedRows, matrix.rotatedRows)
    for row in 0..<5 {
      let step = expected[row: row].map(\.magnitude).max()! / 127
      for column in 0..<19 {
        #expect(
          abs(rotated[row, column] - expected[row, column]) <= max(step * 0.5001, 0x1p-100))
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
    guard case .int8(let again, _) = WeightMatrix(roundingToBytes: WeightMatrix(found)).values
    else {
      Issue.record("no bytes")
      return
    }
    #expect(again.bytes.elementsEqual(bytes.bytes))
  }

  @Test func rowsThatOverflowWhenTheyAreRotatedAreNotFinite() {
    var matrix = Self.random(4, 384)
    for column in 64..<128 { matrix[2, column] = column % 3 == 0 ? -3e38 : 3e38 }
    let weights = WeightMatrix(roundingToBytes: WeightMatrix(matrix))
    #expect(weights.firstNonFinite?.isNaN == true)
    #expect(weights[rows: 0..<2].firstNonFinite == nil)
    #expect(weights[rows: 3..<4].firstNonFinite == nil)
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
      $0.name == "m.rotated_scale" && scales != nil ? ($0.name, StoredTensor(Tensor(scales!))) : $0
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
      #expect(file.names == ["a", "m", "m.rotated_scale"])
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
        try error(without: "m.rotated_scale")
          == "F: found dtype I8 of tensor 'm' without 'm.rotated_scale', which is not supported. "
          + "Supported: F32, F16, BF16, or I8 with a scale for each row.")
      #expect(
        try error(scales: [1, 2])
          == "F: tensor 'm' has 5 rows and scales of shape [2]. Fetch the file again.")
    }
  }

  /// As in the first files of version 6.
  @Test func rowsThatAreNotRotatedAreRoundedAgain() throws {
    let (numbers, scales): ([Int8], [Float]) = ((0..<40).map { Int8($0 * 6 - 120) }, [0.5, 0.001])
    let matrix = try Matrix(
      rows: 2, columns: 20,
      values: numbers.indices.map { Float(numbers[$0]) * scales[$0 / 20] })
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("weights.safetensors")
      func write(_ scales: [Float]) throws -> SafetensorsFile {
        let bytes = ByteStorage(count: 40) { bytes in
          for index in bytes.indices { bytes[index] = UInt8(bitPattern: numbers[index]) }
        }
        let weights = WeightMatrix(rows: 2, columns: 20, bytes: bytes, scales: [[1, 1]])
        try SafetensorsFile.write(
          [("m.scale", StoredTensor(Tensor(scales))), ("m", StoredTensor(weights))], to: url)
        return try SafetensorsFile(contentsOf: url)
      }
      let file = try write(scales)
      let read = try file.contents(withPrefix: "")
      #expect(read.keys.sorted() == ["m"])
      let expected = WeightMatrix(roundingToBytes: WeightMatrix(matrix)).matrix
      #expect(read["m"]?.tensor.matrix == expected)
      // 1e38 times 114 is infinite.
      for scale in [Float.nan, 1e38] {
        #expect(
          errorText { () throws(HUSEError) in
            _ = try (try? write([1, scale]))?.weights("m")
          } == "\(url.path): tensor 'm' has rows that are not finite. Fetch the file again.")
      }
    }
  }

  /// Sums of longer rows would not fit in 32 bits.
  @Test func longRowsAreRefused() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("weights.safetensors")
      let columns = WeightMatrix.mostColumnsOfBytes + 1
      let header =
        #"{"m":{"dtype":"I8","shape":[1,\#(columns)],"data_offsets":[4,\#(columns + 4)]},"#
        + #""m.rotated_scale":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
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
