public import Foundation

extension EmbeddingIndex {
  private static let vectorsName = "embeddings"
  private static let panelsName = "quantized"
  private static let scalesName = "quantized_scales"
  private static let identifiersName = "identifiers"
  private static let attributesName = "attributes"
  private static let storageKey = "storage"
  private static let modelKey = "model_fingerprint"
  private static let remedy = Remedy.writeAgain(.index)

  /// Reads an index that `write(to:)` wrote, or the items of an `ApproximateIndex`.
  ///
  /// The embeddings stay in the mapped file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged or not an
  ///   index; `.unsupportedFile` for a file of a newer version.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: url)
    try FileFormat.index.check(file)
    try self.init(file)
  }

  /// The index in a file that was checked.
  init(_ file: SafetensorsFile) throws(HUSEError) {
    let vectors = try Self.vectors(of: file)
    var attributeTexts: [String]?
    if file.shape(of: Self.attributesName) != nil {
      attributeTexts = try Self.texts(Self.attributesName, of: file, count: vectors.rows)
    }
    self.init(
      vectors: vectors, identifiers: try Self.identifiers(of: file, count: vectors.rows),
      attributeTexts: attributeTexts, modelFingerprint: file.metadata[Self.modelKey])
  }

  private static func malformed(_ file: SafetensorsFile, _ problem: String) -> HUSEError {
    .malformedFile(path: file.path, problem: problem, remedy: remedy)
  }

  private static func vectors(of file: SafetensorsFile) throws(HUSEError) -> StoredVectors {
    let name = file.metadata[storageKey] ?? VectorStorage.float32.rawValue
    guard let storage = VectorStorage(rawValue: name) else {
      throw malformed(file, "its vectors are stored as '\(name)', which is unknown")
    }
    guard let shape = file.shape(of: vectorsName), shape.count == 2 else {
      throw malformed(
        file,
        "expected embeddings of the shape [count, dimension], found "
          + "\(file.shape(of: vectorsName) ?? [])")
    }
    do throws(HUSEError) { try StoredVectors.check(storage, dimension: shape[1]) } catch {
      throw malformed(file, "its vectors have \(shape[1]) values, too many for \(storage.rawValue)")
    }
    guard storage != .float16 else {
      let (_, bytes) = try file.storedBytes(of: vectorsName, type: "F16")
      guard UInt(bitPattern: bytes.bytes.baseAddress) % 2 == 0 else {
        throw malformed(file, "its embeddings begin at an odd byte")
      }
      let halves = HalfRows(rows: shape[0], columns: shape[1], bytes: bytes)
      for start in stride(from: 0, to: halves.rows, by: 1024) {
        let block = halves[rows: start..<min(start + 1024, halves.rows)]
        try check(block, from: start, path: file.path)
      }
      return .float16(halves)
    }
    let exact = try file.tensor(vectorsName).matrix
    try check(exact, from: 0, path: file.path)
    guard storage == .int8 else { return .float32(exact) }
    let (panels, bytes) = try file.storedBytes(of: panelsName, type: "U8")
    let scales = try file.tensor(scalesName).matrix
    let panelRows = QuantizedPanels.panelRows
    guard
      bytes.bytes.count == QuantizedPanels.byteCount(rows: exact.rows, columns: exact.columns),
      scales.count == (exact.rows + panelRows - 1) / panelRows * panelRows
    else {
      throw malformed(
        file, "\(panels) quantised values do not belong to \(shape[0]) × \(shape[1]) embeddings")
    }
    guard scales.values.allSatisfy({ (0...1).contains($0) }) else {
      throw malformed(file, "a scale of its quantised values is outside 0...1")
    }
    return .int8(
      QuantizedPanels(rows: exact.rows, columns: exact.columns, bytes: bytes, scales: scales),
      exact: exact)
  }

  /// Checks that rows of the file, from `start` on, are unit vectors.
  private static func check(_ rows: Matrix, from start: Int, path: String) throws(HUSEError) {
    for row in 0..<rows.rows {
      let squares = Kernels.best.sumOfSquares(rows[rows: row..<row + 1])
      guard abs(squares - 1) < 1e-3 || squares == 0 else {
        throw .invalidRow(
          source: path, row: start + row, column: nil,
          problem: "expected a unit vector, found one of length \(squares.squareRoot())",
          remedy: remedy)
      }
    }
  }

  private static func identifiers(
    of file: SafetensorsFile, count: Int
  ) throws(HUSEError) -> [String] {
    guard let list = file.metadata[identifiersName] else {
      return try texts(identifiersName, of: file, count: count)
    }
    // Versions 1 and 2 keep them in the metadata.
    guard let identifiers = try? JSONDecoder().decode([String].self, from: Data(list.utf8)),
      identifiers.count == count
    else {
      throw malformed(file, "its metadata does not hold a list of \(count) identifiers")
    }
    return identifiers
  }

  private static func texts(
    _ name: String, of file: SafetensorsFile, count: Int
  ) throws(HUSEError) -> [String] {
    let (_, storage) = try file.storedBytes(of: name, type: "U8")
    let ends = try file.integers(endsName(name))
    guard ends.count == count, let texts = StringTable.strings(storage.bytes, ends: ends) else {
      throw malformed(file, "it does not hold \(count) \(name)")
    }
    return texts
  }

  private static func endsName(_ name: String) -> String { name + "_ends" }

  /// Writes the index as a safetensors file, completely or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged.
  public func write(to url: URL) throws(HUSEError) {
    try write(to: url, version: 3)
  }

  /// Writes the index with more tensors and metadata, which a version of the format has.
  func write(
    to url: URL, version: Int, with more: [(name: String, tensor: StoredTensor)] = [],
    metadata: [String: String] = [:]
  ) throws(HUSEError) {
    var tensors: [(name: String, tensor: StoredTensor)] = []
    switch vectors {
    case .float32(let vectors):
      tensors.append((Self.vectorsName, StoredTensor(Tensor(vectors))))
    case .float16(let halves):
      tensors.append((Self.vectorsName, .halves(halves)))
    case .int8(let panels, let exact):
      tensors.append((Self.vectorsName, StoredTensor(Tensor(exact))))
      tensors.append((Self.scalesName, StoredTensor(Tensor(panels.scales))))
      tensors.append((Self.panelsName, .bytes(panels.bytes, shape: [panels.bytes.bytes.count])))
    }
    // Before the names, whose bytes end anywhere: these are aligned.
    tensors += more
    for (name, texts) in [
      (Self.identifiersName, identifiers), (Self.attributesName, attributeTexts),
    ] {
      guard let texts else { continue }
      let (bytes, ends) = StringTable.encoded(texts)
      tensors.append((name, .bytes(bytes, shape: [bytes.bytes.count])))
      tensors.append((Self.endsName(name), StoredTensor(ends)))
    }
    var metadata = metadata
    metadata[Self.storageKey] = storage.rawValue
    metadata[Self.modelKey] = modelFingerprint
    try SafetensorsFile.write(
      tensors, metadata: FileFormat.index.metadata(and: metadata, version: version),
      checksummed: true, to: url)
  }
}
