extension SharedEmbedding {
  /// A hexadecimal number that identifies the weights, the classes and the structure of the model.
  ///
  /// It depends on nothing else, so it is the same before the model is written and after it is
  /// read.
  ///
  /// Encoders do not affect it.
  ///
  /// Time: one pass over all weights.
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
