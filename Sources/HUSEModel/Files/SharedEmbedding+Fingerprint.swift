extension SharedEmbedding {
  /// A number, in hexadecimal, that changes with the weights, the classes and the structure of the
  /// model, and with nothing else: a model has the same one before it is written and after it is
  /// read.
  ///
  /// Encoders do not count.
  ///
  /// Time: that of reading all weights.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a structure that cannot be written.
  public var fingerprint: String {
    get throws(HUSEError) {
      let parts = try fileParts(includingEncoders: false)
      var checksum = FileChecksum()
      func add(_ text: String) {
        var text = text + "\n"
        text.withUTF8 { checksum.add(UnsafeRawBufferPointer($0)) }
      }
      add(parts.structure)
      for (name, tensor) in parts.tensors.sorted(by: { $0.key < $1.key }) {
        add("\(name) \(tensor.shape)")
        tensor.matrix.withUnsafeBufferPointer { checksum.add(UnsafeRawBufferPointer($0)) }
      }
      return checksum.text
    }
  }
}
