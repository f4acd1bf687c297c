/// A tensor as a file stores it.
package struct StoredTensor: Sendable {
  /// The content that is written.
  private enum Content: Sendable {
    case numbers(Matrix, StoredPrecision)
    case integers([Int])
    case bytes(ByteStorage)
  }

  let type: SafetensorsType
  let shape: [Int]
  private let content: Content

  /// Creates a tensor of floating-point numbers.
  package init(_ tensor: Tensor, precision: StoredPrecision = .float32) {
    (type, shape) = (precision.type, tensor.shape)
    content = .numbers(tensor.matrix, precision)
  }

  /// Creates a one-dimensional tensor of 64-bit integers.
  package init(_ integers: [Int]) {
    (type, shape) = (.int64, [integers.count])
    content = .integers(integers)
  }

  /// Creates a tensor from bytes that are stored unchanged.
  ///
  /// - Precondition: the number of bytes fits the shape.
  private init(_ bytes: ByteStorage, type: SafetensorsType, shape: [Int]) {
    precondition(
      bytes.bytes.count == shape.reduce(type.byteCount, *),
      "\(bytes.bytes.count) bytes for the shape \(shape)")
    (self.type, self.shape) = (type, shape)
    content = .bytes(bytes)
  }

  /// A tensor of single-byte numbers.
  package static func bytes(_ bytes: ByteStorage, shape: [Int]) -> StoredTensor {
    StoredTensor(bytes, type: .uint8, shape: shape)
  }

  /// A tensor of unsigned 32-bit integers.
  package static func words(_ words: UnsafeBufferPointer<UInt32>, shape: [Int]) -> StoredTensor {
    let bytes = ByteStorage(count: words.count * 4) { bytes in
      let target = bytes.bindMemory(to: UInt32.self)
      for (index, word) in words.enumerated() { target[index] = word.littleEndian }
    }
    return StoredTensor(bytes, type: .uint32, shape: shape)
  }

  /// A tensor of 16-bit numbers.
  package static func halves(_ rows: HalfRows) -> StoredTensor {
    StoredTensor(rows.bytes, type: .float16, shape: [rows.rows, rows.columns])
  }

  /// A matrix of weights with its own bits, without the scales of its rows.
  package init(_ weights: WeightMatrix) {
    switch weights.values {
    case .float32(let matrix): self.init(Tensor(matrix))
    case .halves(let bytes, let precision):
      self.init(bytes, type: precision.type, shape: [weights.rows, weights.columns])
    case .int8(let bytes, _):
      self.init(bytes, type: .int8, shape: [weights.rows, weights.columns])
    }
  }

  /// Checks that no number becomes infinite.
  func check(named name: String) throws(HUSEError) {
    if case .numbers(let values, let precision) = content {
      try precision.check(values, named: name)
    }
  }

  /// Calls `body` with the bytes to be written, part by part.
  func forEachPart(
    _ body: (UnsafeRawBufferPointer) throws(HUSEError) -> Void
  ) throws(HUSEError) {
    switch content {
    case .numbers(let values, let precision):
      try values.withUnsafeBufferPointer { (values) throws(HUSEError) in
        try precision.forEachPart(of: values, body)
      }
    case .integers(let list):
      let bytes = list.map { Int64($0).littleEndian }
      let result = bytes.withUnsafeBytes { bytes in
        Result { () throws(HUSEError) in try body(bytes) }
      }
      try result.get()
    case .bytes(let storage):
      try body(storage.bytes)
    }
  }
}
