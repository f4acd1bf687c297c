import HUSECore
import HUSEModel

/// The items of a load.
struct LoadedItems: Sendable {
  let embeddings: Embeddings
  let identifiers: [String]
  let attributeTexts: [String]?
  let modelFingerprint: String?
  /// The checksum of all of it.
  let content: String

  /// The bytes that are committed together, about.
  let chunkSize: Int

  /// The bytes that are sent at once.
  private static let blockSize = 1 << 18

  /// Checks the items of an index.
  init(_ index: EmbeddingIndex, chunkSize: Int) throws(HUSEError) {
    self.chunkSize = chunkSize
    embeddings = index.embeddings
    identifiers = index.identifiers
    attributeTexts = index.attributeTexts
    modelFingerprint = index.modelFingerprint
    try EmbeddingTable.check(identifiers, attributeTexts, of: embeddings)
    var checksum = FileChecksum()
    func add(_ text: String) {
      var text = text
      text.withUTF8 { checksum.add(UnsafeRawBufferPointer($0)) }
    }
    add("\(embeddings.count) \(embeddings.dimension) \(modelFingerprint ?? "") ")
    for texts in [identifiers, attributeTexts ?? []] {
      add("\(texts.count)\n")
      for text in texts { add("\(text.utf8.count) \(text)") }
    }
    embeddings.vectors.withUnsafeBufferPointer { checksum.add(UnsafeRawBufferPointer($0)) }
    content = checksum.text
  }

  var count: Int { embeddings.count }
  var dimension: Int { embeddings.dimension }

  /// The items that are committed together, from `start` on.
  func chunk(from start: Int) -> Range<Int> {
    start..<min(start + max(chunkSize / (64 + 4 * dimension), 1), count)
  }

  /// The bytes of COPY in the binary format for some items, a block at a time.
  func blocks(of range: Range<Int>, in storage: TableStorage) -> CopyBlocks {
    CopyBlocks(items: self, range: range, storage: storage)
  }

  /// Bytes of COPY in the binary format: a header, rows of fields, an end.
  struct CopyBlocks {
    let items: LoadedItems
    let range: Range<Int>
    let storage: TableStorage
    private var next: Int
    private var isEnded = false
    private var bytes = BigEndianBytes()

    init(items: LoadedItems, range: Range<Int>, storage: TableStorage) {
      (self.items, self.range, self.storage) = (items, range, storage)
      next = range.lowerBound
    }

    /// The next bytes; none after the last.
    mutating func nextBlock() -> [UInt8] {
      bytes.removeAll()
      guard !isEnded else { return [] }
      if next == range.lowerBound {
        bytes.append([0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00])
        bytes.append(Int32(0))  // flags
        bytes.append(Int32(0))  // length of an extension of the header
      }
      while next < range.upperBound, bytes.bytes.count < LoadedItems.blockSize {
        bytes.append(Int16(3))
        bytes.appendField(items.identifiers[next])
        bytes.appendField(vector: next, of: items.embeddings.vectors, in: storage)
        if let text = items.attributeTexts?[next] {
          // A version number precedes the text of a jsonb.
          bytes.append(Int32(text.utf8.count + 1))
          bytes.append(UInt8(1))
          bytes.append(text.utf8)
        } else {
          bytes.appendField(nil)
        }
        next += 1
      }
      if next == range.upperBound {
        bytes.append(Int16(-1))
        isEnded = true
      }
      return bytes.bytes
    }
  }
}
