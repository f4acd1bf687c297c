extension SafetensorsFile {
  /// The tensors whose names start with a prefix, named without it.
  ///
  /// Matrices keep 16 bits where the file has 16 bits; other tensors have 32 bits.
  ///
  /// - Throws: as `tensor`.
  package func contents(
    withPrefix prefix: String
  ) throws(HUSEError) -> [String: EncoderTensor] {
    var contents: [String: EncoderTensor] = [:]
    for name in names where name.hasPrefix(prefix) {
      let isMatrix = hasHalves(name) && shape(of: name)?.count == 2
      contents[String(name.dropFirst(prefix.count))] =
        try isMatrix ? EncoderTensor(weights(name)) : .values(tensor(name))
    }
    return contents
  }

  /// The first value of a tensor that is NaN or infinite; `nil` if there is none.
  ///
  /// - Throws: as `tensor`.
  package func firstNonFinite(of name: String) throws(HUSEError) -> Float? {
    guard hasHalves(name), shape(of: name)?.count == 2 else {
      let matrix = try tensor(name).matrix
      return matrix.firstNonFinite.map { matrix[$0.row, $0.column] }
    }
    let weights = try weights(name)
    guard weights.columns > 0 else { return nil }
    // Some rows at a time: the whole would take twice the memory of the tensor.
    let count = max(1, Self.valuesOfPart / weights.columns)
    for first in stride(from: 0, to: weights.rows, by: count) {
      let rows = Array(first..<min(first + count, weights.rows))
      var part = Matrix(uninitializedRows: rows.count, columns: weights.columns)
      part.gather(rowsAt: rows[...], of: weights)
      if let place = part.firstNonFinite { return part[place.row, place.column] }
    }
    return nil
  }

  private static let valuesOfPart = 1 << 18
}

extension [String: EncoderTensor] {
  /// Whether any weights have fewer than 32 bits.
  package var haveFewerBits: Bool {
    values.contains { content in
      if case .weights = content { true } else { false }
    }
  }

  /// The tensors in the order in which a file stores them: by the size of their numbers, so that all are
  /// aligned, and by name.
  package var stored: [(name: String, tensor: StoredTensor)] {
    map { (name, content) -> (name: String, tensor: StoredTensor) in
      switch content {
      case .values(let tensor): (name, StoredTensor(tensor))
      case .weights(let weights): (name, StoredTensor(weights))
      }
    }.sorted {
      (-$0.tensor.type.byteCount, $0.name) < (-$1.tensor.type.byteCount, $1.name)
    }
  }
}
