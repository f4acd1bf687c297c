/// A tensor as a file stores it.
package struct StoredTensor: Sendable {
  /// What is written.
  private enum Content: Sendable {
    case numbers(Matrix, StoredPrecision)
    case integers([Int])
    case bytes(ByteStorage)
  }

  let type: SafetensorsType
  let shape: [Int]
  private let content: Content

  /// Floating-point numbers.
  package init(_ tensor: Tensor, precision: StoredPrecision = .float32) {
    (type, shape) = (precision.type, tensor.shape)
    content = .numbers(tensor.matrix, precision)
  }

  /// Integers of 64 bits, in one dimension.
  package init(_ integers: [Int]) {
    (type, shape) = (.int64, [integers.count])
    content = .integers(integers)
  }

  /// Bytes that are stored as they are.
  ///
  /// - Precondition: there are as many as the shape needs.
  private init(_ bytes: ByteStorage, type: SafetensorsType, shape: [Int]) {
    precondition(
      bytes.bytes.count == shape.reduce(type.byteCount, *),
      "\(bytes.bytes.count) bytes for the shape \(shape)")
    (self.type, self.shape) = (type, shape)
    content = .bytes(bytes)
  }

  /// Numbers of a byte.
  package static func bytes(_ bytes: ByteStorage, shape: [Int]) -> StoredTensor {
    StoredTensor(bytes, type: .uint8, shape: shape)
  }

  /// Whole numbers of 32 bits without a sign.
  package static func words(_ words: UnsafeBufferPointer<UInt32>, shape: [Int]) -> StoredTensor {
    let bytes = ByteStorage(count: words.count * 4) { bytes in
      let target = bytes.bindMemory(to: UInt32.self)
      for (index, word) in words.enumerated() { target[index] = word.littleEndian }
    }
    return StoredTensor(bytes, type: .uint32, shape: shape)
  }

  /// Numbers of 16 bits.
  package static func halves(_ rows: HalfRows) -> StoredTensor {
    StoredTensor(rows.bytes, type: .float16, shape: [rows.rows, rows.columns])
  }

  /// Checks that no number becomes infinite.
  func check(named name: String) throws(HUSEError) {
    if case .numbers(let values, let precision) = content {
      try precision.check(values, named: name)
    }
  }

  /// Calls `body` with the bytes in the file, some at a time.
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
