public import Foundation

extension SafetensorsFile {
  /// Writes tensors, lists of integers and metadata, completely or not at all.
  ///
  /// Tensors are stored as F32 or with 16 bits, lists of integers as I64 of one dimension.
  ///
  /// The tensors are written in the order of their names, then the integers, so that equal content
  /// gives equal bytes.
  ///
  /// - Parameters:
  ///   - tensors: the tensors by name.
  ///   - precision: how the numbers of the tensors are stored.
  ///   - integers: the lists of integers by name.
  ///   - metadata: texts by name.
  ///   - checksummed: adds the metadata `checksum`, the XXH64 of the whole file, which
  ///     `verifyChecksum()` checks.
  ///   - url: the file.
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged;
  ///   `.invalidArgument` for a number beyond the range of `precision`, a tensor named
  ///   `__metadata__`, or names and metadata of more than 100 MB, which the format does not allow.
  /// - Precondition: no tensor and list of integers have the same name.
  public static func write(
    _ tensors: [String: Tensor], precision: StoredPrecision = .float32,
    integers: [String: [Int]] = [:], metadata: [String: String] = [:], checksummed: Bool = false,
    to url: URL
  ) throws(HUSEError) {
    let ordered = tensors.sorted { $0.key < $1.key }.map { (name: $0.key, tensor: $0.value) }
    for (name, tensor) in ordered {
      try precision.check(tensor.matrix, named: name)
    }
    let lists = integers.sorted { $0.key < $1.key }
    for (name, _) in lists { precondition(tensors[name] == nil, "'\(name)' is duplicated") }
    var metadata = metadata
    if checksummed { metadata[FileChecksum.key] = FileChecksum.placeholder }
    var header = try SafetensorsHeader.encoded(
      ordered.map { (name: $0.name, type: precision.type, shape: $0.tensor.shape) }
        + lists.map { (name: $0.key, type: .int64, shape: [$0.value.count]) }, metadata: metadata)

    func forEachPart(
      _ body: (UnsafeRawBufferPointer) throws(HUSEError) -> Void
    ) throws(HUSEError) {
      for (_, tensor) in ordered {
        try tensor.matrix.withUnsafeBufferPointer { (values) throws(HUSEError) in
          try precision.forEachPart(of: values, body)
        }
      }
      for (_, list) in lists {
        let bytes = list.map { Int64($0).littleEndian }
        let result = bytes.withUnsafeBytes { bytes in
          Result { () throws(HUSEError) in try body(bytes) }
        }
        try result.get()
      }
    }

    if checksummed {
      var checksum = FileChecksum()
      header.withUnsafeBytes { checksum.add($0) }
      try forEachPart { (bytes) throws(HUSEError) in checksum.add(bytes) }
      checksum.store(inHeader: &header)
    }
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header)
      try forEachPart { (bytes) throws(HUSEError) in try file.append(bytes) }
    }
  }
}
