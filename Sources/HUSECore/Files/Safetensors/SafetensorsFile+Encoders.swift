extension SafetensorsFile {
  /// The tensors whose names start with a prefix, named without it.
  ///
  /// Matrices keep 16 or 8 bits where the file has so many; other tensors have 32 bits.
  ///
  /// - Throws: as `weights`.
  package func contents(
    withPrefix prefix: String
  ) throws(HUSEError) -> [String: EncoderTensor] {
    let names = names.filter { $0.hasPrefix(prefix) }
    let matrices = Set(names.filter(isMatrixOfFewerBits))
    let scales = Set(matrices.compactMap { self.scales(of: $0) })
    var contents: [String: EncoderTensor] = [:]
    for name in names where !scales.contains(name) {
      contents[String(name.dropFirst(prefix.count))] =
        try matrices.contains(name) ? EncoderTensor(weights(name)) : .values(tensor(name))
    }
    return contents
  }

  /// The first value of a tensor that is NaN or infinite; `nil` if there is none.
  ///
  /// - Throws: as `tensor`.
  package func firstNonFinite(of name: String) throws(HUSEError) -> Float? {
    if type(of: name) == .int8 { return nil }
    guard isMatrixOfFewerBits(name) else {
      return try WeightMatrix(tensor(name).matrix).firstNonFinite
    }
    return try weights(name).firstNonFinite
  }
}

extension [String: EncoderTensor] {
  /// Whether any weights have fewer than 32 bits.
  package var haveFewerBits: Bool {
    values.contains { content in
      if case .weights = content { true } else { false }
    }
  }

  /// The tensors in the order in which a file stores them: by the size of their numbers, so that
  /// all are aligned, and by name.
  package var stored: [(name: String, tensor: StoredTensor)] {
    flatMap { (name, content) -> [(name: String, tensor: StoredTensor)] in
      guard case .weights(let weights) = content else {
        return [(name, StoredTensor(content.tensor))]
      }
      guard case .int8(_, let scales) = weights.values else {
        return [(name, StoredTensor(weights))]
      }
      return [
        (name, StoredTensor(weights)),
        (SafetensorsFile.rotatedScales(of: name), StoredTensor(Tensor(scales.values))),
      ]
    }.sorted {
      (-$0.tensor.type.byteCount, $0.name) < (-$1.tensor.type.byteCount, $1.name)
    }
  }
}
