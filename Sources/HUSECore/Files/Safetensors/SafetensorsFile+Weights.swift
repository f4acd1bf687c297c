extension SafetensorsFile {
  /// The name of the scales of the rotated rows of a matrix of bytes.
  static func rotatedScales(of name: String) -> String { "\(name).rotated_scale" }

  /// The name of the scales of rows that are not rotated, as in the first files of version 6.
  private static func plainScales(of name: String) -> String { "\(name).scale" }

  /// The name of the scales that the file has for the rows of a matrix of bytes.
  package func scales(of name: String) -> String? {
    guard type(of: name) == .int8 else { return nil }
    return [Self.rotatedScales(of: name), Self.plainScales(of: name)].first { shape(of: $0) != nil }
  }

  /// A tensor of two dimensions as weights, which keep 16 or 8 bits where the file has so many.
  ///
  /// They stay in the mapped file if they are aligned; weights of other types are converted to 32
  /// bits. A matrix of I8 needs the scales of its rotated rows, in a tensor named
  /// `name.rotated_scale`, or of the rows as they are, in `name.scale`: then they are rotated and
  /// rounded again.
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
      guard let scaleName = scales(of: name), let found = self.shape(of: scaleName) else {
        throw .unsupportedFile(
          path: path,
          found: "dtype I8 of tensor '\(name)' without '\(Self.rotatedScales(of: name))'",
          supported: "F32, F16, BF16, or I8 with a scale for each row")
      }
      guard found == [rows] else {
        throw malformed("has \(rows) rows and scales of shape \(found)")
      }
      guard columns <= WeightMatrix.mostColumnsOfBytes else {
        throw malformed(
          "has \(columns) bytes in a row, more than \(WeightMatrix.mostColumnsOfBytes)")
      }
      let (bytes, scales) = (
        ByteStorage(mapping: file, range: range), try tensor(scaleName).matrix
      )
      guard scaleName == Self.plainScales(of: name) else {
        return WeightMatrix(rows: rows, columns: columns, bytes: bytes, scales: scales)
      }
      let weights = WeightMatrix(
        rotating: bytes, scaledBy: scales, rows: rows, columns: columns)
      guard weights.firstNonFinite == nil else { throw malformed("has rows that are not finite") }
      return weights
    default: return WeightMatrix(try tensor(name).matrix)
    }
  }

  /// Whether a tensor is a matrix whose values have 16 or 8 bits.
  package func isMatrixOfFewerBits(_ name: String) -> Bool {
    guard shape(of: name)?.count == 2, let type = type(of: name) else { return false }
    return [.float16, .bfloat16, .int8].contains(type)
  }
}
