/// A hash table from byte strings to token IDs.
///
/// `String` keys would treat different encodings of one character as equal.
struct ByteStringTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var ids: [Int32] = []
  /// The positions of strings, with open addressing and linear probing; −1 is free.
  private var slots: [Int32]

  /// The length of the longest string.
  private(set) var longest = 0

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  /// Adds a string, or replaces the ID of a string that is in the table.
  ///
  /// - Precondition: there are no more strings than the capacity.
  mutating func assign(_ id: Int32, to string: ArraySlice<UInt8>) {
    precondition(2 * ids.count < slots.count, "a table for \(slots.count / 2) strings is full")
    let (slot, entry) = search(string, hash: FNV1a(string))
    if let entry {
      ids[entry] = id
      return
    }
    slots[slot] = Int32(ids.count)
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
    ids.append(id)
    longest = max(longest, string.count)
  }

  /// The ID of a string whose hash is known; `nil` if it is not in the table.
  func id(of string: ArraySlice<UInt8>, hash: FNV1a) -> Int32? {
    search(string, hash: hash).entry.map { ids[$0] }
  }

  private func search(
    _ string: ArraySlice<UInt8>, hash: FNV1a
  ) -> (slot: Int, entry: Int?) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash.value) & mask
    while slots[slot] >= 0 {
      let entry = Int(slots[slot])
      let start = entry == 0 ? 0 : ends[entry - 1]
      if ends[entry] - start == string.count, bytes[start..<ends[entry]] == string {
        return (slot, entry)
      }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }
}
