import Foundation
internal import HUSECore

/// Static embeddings: a vector for each token, and the mean of those of a text (Model2Vec; Tulkens
/// and van Dongen 2024).
struct StaticEmbeddings: Sendable {
  /// `[tokens × dimension]`.
  let table: WeightMatrix
  /// The token that does not count; `nil` if all do.
  let unknown: Int32?
  /// Whether the table is in Model2Vec's form.
  let isModel2Vec: Bool

  static let storedName = "embedding.weight"
  private static let purpose = "the weights of static embeddings"

  init(table: WeightMatrix, unknown: Int32?, isModel2Vec: Bool) {
    (self.table, self.unknown, self.isModel2Vec) = (table, unknown, isModel2Vec)
  }

  /// `config.json` of Model2Vec.
  struct Configuration: Decodable {
    var model_type: String?
    var architectures: [String]?
    var normalize: Bool?
    var max_length: Int?
  }

  /// Whether a folder holds the weights of static embeddings.
  static func isTable(_ folder: URL) throws(HUSEError) -> Bool {
    let url = folder.appendingPathComponent("model.safetensors")
    guard FileManager.default.fileExists(atPath: url.path) else { return false }
    let file = try SafetensorsFile(contentsOf: url)
    return file.shape(of: "embeddings") != nil || file.shape(of: storedName) != nil
  }

  /// Reads the table of a folder: that of sentence-transformers, or that of Model2Vec, which may
  /// give several tokens one row and each token a weight.
  ///
  /// - Throws: `HUSEError.malformedFile` or `.shapeMismatch` for a table that does not fit.
  init(
    contentsOf folder: URL, unknown: Int32?, precision: EncoderPrecision
  ) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent("model.safetensors"))
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: file.path, problem: problem, remedy: "Pass \(Self.purpose).")
    }
    let isModel2Vec = file.shape(of: Self.storedName) == nil
    let name = isModel2Vec ? "embeddings" : Self.storedName
    let shape = file.shape(of: name) ?? []
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
      throw malformed("the tensor '\(name)' has the shape \(shape), expected a table")
    }
    // Model2Vec stores bytes without their common scale, which does not change a direction.
    let hasPlainBytes = file.type(of: name) == .int8 && file.scales(of: name) == nil
    var table = hasPlainBytes ? WeightMatrix(try file.tensor(name).matrix) : try file.weights(name)
    if isModel2Vec, file.shape(of: "mapping") != nil {
      let mapping = try file.integers("mapping")
      if let (token, row) = mapping.enumerated().first(where: { !(0..<shape[0]).contains($1) }) {
        throw malformed("maps token \(token) to row \(row) of \(shape[0])")
      }
      guard !mapping.isEmpty else { throw malformed("the mapping is empty") }
      var gathered = Matrix(uninitializedRows: mapping.count, columns: table.columns)
      gathered.gather(rowsAt: mapping[...], of: table)
      table = WeightMatrix(gathered)
    }
    if isModel2Vec, let found = file.shape(of: "weights") {
      let weights = try file.tensor("weights").matrix
      guard weights.count == table.rows else {
        throw .shapeMismatch(
          expected: [table.rows], found: found, in: "\(file.path): tensor 'weights'",
          remedy: "Pass \(Self.purpose).")
      }
      let columns = table.columns
      var scaled = table.matrix
      scaled.withUnsafeMutableBufferPointer { table in
        weights.withUnsafeBufferPointer { weights in
          for row in weights.indices {
            for index in row * columns..<(row + 1) * columns { table[index] *= weights[row] }
          }
        }
      }
      table = WeightMatrix(scaled)
    }
    table = try precision.rounded(table, named: name, path: file.path)
    // Only Model2Vec leaves unknown tokens out.
    self.init(table: table, unknown: isModel2Vec ? unknown : nil, isModel2Vec: isModel2Vec)
  }

  /// Sets a row to the mean of the tokens' vectors, or to 0 without any.
  ///
  /// - Precondition: the tokens lie in the table.
  func assign(_ tokens: [Int32], to result: inout Matrix, row: Int) {
    let columns = table.columns
    let counted = unknown.map { unknown in tokens.filter { $0 != unknown } } ?? tokens
    guard !counted.isEmpty else { return }
    if case .float32(let matrix) = table.values {
      Self.assignMean(ofRows: counted, of: matrix, to: &result, row: row)
    } else {
      var rows = Matrix(uninitializedRows: counted.count, columns: columns)
      rows.gather(rowsAt: counted.map { Int($0) }[...], of: table)
      Self.assignMean(ofRows: Array(0..<Int32(counted.count)), of: rows, to: &result, row: row)
    }
  }

  private static func assignMean(
    ofRows rows: [Int32], of table: Matrix, to result: inout Matrix, row: Int
  ) {
    let columns = table.columns
    let start = row * columns
    let factor = 1 / Float(rows.count)
    result.withUnsafeMutableBufferPointer { result in
      table.withUnsafeBufferPointer { table in
        guard let target = result.baseAddress, let source = table.baseAddress else { return }
        let sum = target + start
        for row in rows {
          let values = source + Int(row) * columns
          for index in 0..<columns { sum[index] += values[index] }
        }
        for index in 0..<columns { sum[index] *= factor }
      }
    }
  }
}
