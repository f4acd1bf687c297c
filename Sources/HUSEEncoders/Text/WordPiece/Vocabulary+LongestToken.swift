internal import HUSECore

extension Vocabulary {
  /// The longest token at the start of `bytes` that ends at one of `boundaries`.
  ///
  /// - Parameters:
  ///   - bytes: the rest of a word, not empty.
  ///   - boundaries: the ascending positions in `bytes` where a character ends.
  ///   - continues: whether the word has characters before `bytes`.
  /// - Returns: the number of the token and where it ends in `bytes`; `nil` if no token begins
  ///   them.
  func longestToken(
    in bytes: ArraySlice<UInt8>, boundaries: ArraySlice<Int>, continues: Bool
  ) -> (id: Int32, end: Int)? {
    let table = continues ? continuations : beginnings
    var hash = FNV1a()
    var hashes: [(end: Int, hash: FNV1a)] = []
    var position = bytes.startIndex
    for end in boundaries {
      guard end - bytes.startIndex <= table.longest else { break }
      hash.add(bytes[position..<end])
      position = end
      hashes.append((end, hash))
    }
    for (end, hash) in hashes.reversed() {
      if let id = table.id(of: bytes[bytes.startIndex..<end], hash: hash) {
        return (id, end)
      }
    }
    return nil
  }
}
