public import Foundation

extension SafetensorsFile {
  /// Writes tensors, lists of integers and metadata atomically.
  ///
  /// Tensors are stored as F32 or with 16 bits per value, and lists of integers as one-dimensional
  /// I64.
  ///
  /// The tensors are written in the order of their names, then the integers, so equal content gives
  /// equal bytes.
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
    for (name, _) in integers { precondition(tensors[name] == nil, "'\(name)' is duplicated") }
    try write(
      tensors.sorted { $0.key < $1.key }.map {
        ($0.key, StoredTensor($0.value, precision: precision))
      }
        + integers.sorted { $0.key < $1.key }.map { ($0.key, StoredTensor($0.value)) },
      metadata: metadata, checksummed: checksummed, to: url)
  }

  /// Writes tensors, in the given order, and metadata atomically.
  ///
  /// - Throws: the same errors as the function that takes tensors by name.
  /// - Precondition: the names differ.
  package static func write(
    _ tensors: [(name: String, tensor: StoredTensor)], metadata: [String: String] = [:],
    checksummed: Bool = false, to url: URL
  ) throws(HUSEError) {
    for (name, tensor) in tensors { try tensor.check(named: name) }
    var metadata = metadata
    if checksummed { metadata[FileChecksum.key] = FileChecksum.placeholder }
    var header = try SafetensorsHeader.encoded(
      tensors.map { (name: $0.name, type: $0.tensor.type, shape: $0.tensor.shape) },
      metadata: metadata)
    if checksummed {
      var checksum = FileChecksum()
      header.withUnsafeBytes { checksum.add($0) }
      for (_, tensor) in tensors {
        try tensor.forEachPart { (bytes) throws(HUSEError) in checksum.add(bytes) }
      }
      checksum.store(inHeader: &header)
    }
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      try file.append(header)
      for (_, tensor) in tensors {
        try tensor.forEachPart { (bytes) throws(HUSEError) in try file.append(bytes) }
      }
    }
  }
}
