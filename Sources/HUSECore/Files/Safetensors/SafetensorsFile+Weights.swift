extension SafetensorsFile {
  /// The name of the scales of the rows of a matrix of bytes.
  package static func scales(of name: String) -> String { "\(name).scale" }

  /// A tensor of two dimensions as weights, which keep 16 or 8 bits where the file has so many.
  ///
  /// They stay in the mapped file if they are aligned; weights of other types are converted to 32
  /// bits. A matrix of I8 needs the scales of its rows, in a tensor named `name.scale`.
  ///
  /// - Throws: as `tensor`; `HUSEError.malformedFile` if the tensor has another number of
  ///   dimensions or the scales do not fit; `.unsupportedFile` for bytes without scales.
  package func weights(_ name: String) throws(HUSEError) -> WeightMatrix {
    guard let shape = shape(of: name), let range = place(of: name)?.bytes,
      let type = type(of: name)
    else { return WeightMatrix(try tensor(name).matrix) }
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(
        path: path, problem: "tensor '\(name)' \(problem)", remedy: "Fetch the file again.")
    }
    guard shape.count == 2 else {
      throw malformed("has the shape \(shape), expected a matrix")
    }
    let (rows, columns) = (shape[0], shape[1])
    switch type {
    case .float16, .bfloat16:
      let mapped = ByteStorage(mapping: file, range: range)
      return WeightMatrix(
        rows: rows, columns: columns,
        halves: mapped.isAligned(to: 2) ? mapped : .joining([mapped.bytes[...]]),
        precision: type == .float16 ? .float16 : .bfloat16)
    case .int8:
      let scaleName = Self.scales(of: name)
      guard let found = self.shape(of: scaleName) else {
        throw .unsupportedFile(
          path: path, found: "dtype I8 of tensor '\(name)' without '\(scaleName)'",
          supported: "F32, F16, BF16, or I8 with a scale for each row")
      }
      guard found == [rows] else {
        throw malformed("has \(rows) rows and scales of shape \(found)")
      }
      guard columns <= WeightMatrix.mostColumnsOfBytes else {
        throw malformed(
          "has \(columns) bytes in a row, more than \(WeightMatrix.mostColumnsOfBytes)")
      }
      return WeightMatrix(
        rows: rows, columns: columns, bytes: ByteStorage(mapping: file, range: range),
        scales: try tensor(scaleName).matrix)
    default: return WeightMatrix(try tensor(name).matrix)
    }
  }

  /// Whether a tensor is a matrix whose values have 16 or 8 bits.
  package func isMatrixOfFewerBits(_ name: String) -> Bool {
    guard shape(of: name)?.count == 2, let type = type(of: name) else { return false }
    return [.float16, .bfloat16, .int8].contains(type)
  }
}
