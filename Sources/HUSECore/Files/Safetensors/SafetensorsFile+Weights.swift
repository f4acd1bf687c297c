extension SafetensorsFile {
  /// A tensor of two dimensions as weights, which keep 16 bits where the file has 16 bits.
  ///
  /// They stay in the mapped file if they are aligned; weights of other types are converted to 32
  /// bits.
  ///
  /// - Throws: as `tensor`; `HUSEError.malformedFile` if the tensor has another number of
  ///   dimensions.
  package func weights(_ name: String) throws(HUSEError) -> WeightMatrix {
    guard let shape = shape(of: name), shape.count == 2, let place = place(of: name),
      let precision = StoredPrecision.allCases.first(where: { $0.type.rawValue == place.type }),
      precision != .float32
    else {
      let tensor = try tensor(name)
      guard tensor.shape.count == 2 else {
        throw .malformedFile(
          path: path, problem: "tensor '\(name)' has the shape \(tensor.shape), expected a matrix",
          remedy: "Fetch the file again.")
      }
      return WeightMatrix(tensor.matrix)
    }
    let mapped = ByteStorage(mapping: file, range: place.bytes)
    return WeightMatrix(
      rows: shape[0], columns: shape[1],
      halves: mapped.isAligned(to: 2) ? mapped : .joining([mapped.bytes[...]]),
      precision: precision)
  }

  /// Whether a tensor has 16 bits for each value.
  package func hasHalves(_ name: String) -> Bool {
    let type = place(of: name)?.type
    return type == SafetensorsType.float16.rawValue || type == SafetensorsType.bfloat16.rawValue
  }
}
