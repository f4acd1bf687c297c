/// Byte strings with a number each, found by bytes: `String` keys would treat different spellings
/// of one character as equal.
struct ByteStringTable: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var numbers: [Int32] = []
  /// Open addressing with linear probing; −1 is free.
  private var slots: [Int32]

  /// The length of the longest string.
  private(set) var longest = 0

  init(capacity: Int) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  /// Adds a string, or gives one that is there another number.
  ///
  /// - Precondition: no more strings than the capacity.
  mutating func assign(_ number: Int32, to string: ArraySlice<UInt8>) {
    precondition(2 * numbers.count < slots.count, "a table for \(slots.count / 2) strings is full")
    var hash = StableHash()
    for byte in string { hash.add(byte) }
    let (slot, entry) = search(string, hash: hash)
    if let entry {
      numbers[entry] = number
      return
    }
    slots[slot] = Int32(numbers.count)
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
    numbers.append(number)
    longest = max(longest, string.count)
  }

  /// The number of a string whose hash is known.
  func number(of string: ArraySlice<UInt8>, hash: StableHash) -> Int32? {
    search(string, hash: hash).entry.map { numbers[$0] }
  }

  private func search(
    _ string: ArraySlice<UInt8>, hash: StableHash
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
