/// Byte strings with a number each, found from a position in a text by one walk.
///
/// Nodes lie in the order of a breadth-first search, so that the children of a node are neighbours.
struct TokenTrie: Sendable {
  /// The last byte of each node.
  private var labels: [UInt8] = []
  /// The first child of each node, and one more; its children end where those of the next begin.
  private var firstChildren: [Int32] = []
  /// The number of the string that ends at a node, −1 for none.
  private var numbers: [Int32] = []
  /// The node of each first byte, 0 for none.
  private var roots = [Int32](repeating: 0, count: 256)

  /// - Parameter strings: with their numbers; a later one replaces an equal earlier one, and empty
  ///   ones are skipped.
  init(_ strings: some Collection<(key: String, number: Int)>) {
    var bytes: [UInt8] = []
    var ends = [0]
    for string in strings {
      bytes.append(contentsOf: string.key.utf8)
      ends.append(bytes.count)
    }
    let stringNumbers = strings.map(\.number)
    func byte(_ string: Int, _ depth: Int) -> UInt8? {
      let place = ends[string] + depth
      return place < ends[string + 1] ? bytes[place] : nil
    }
    let order = Self.sorted(bytes, ends: ends)
    /// The strings under each node of a level.
    var level: [Range<Int>] = [order.indices]
    labels = [0]
    numbers = [-1]
    var depth = 0
    while !level.isEmpty {
      var next: [Range<Int>] = []
      for range in level {
        firstChildren.append(Int32(labels.count))
        var start = range.lowerBound
        while start < range.upperBound, byte(order[start], depth) == nil { start += 1 }
        while start < range.upperBound, let label = byte(order[start], depth) {
          var end = start
          var number: Int32 = -1
          // Equal strings stand in their order, and before those that they begin.
          while end < range.upperBound, byte(order[end], depth) == label {
            if byte(order[end], depth + 1) == nil { number = Int32(stringNumbers[order[end]]) }
            end += 1
          }
          if depth == 0 { roots[Int(label)] = Int32(labels.count) }
          labels.append(label)
          numbers.append(number)
          next.append(start..<end)
          start = end
        }
      }
      level = next
      depth += 1
    }
    firstChildren.append(Int32(labels.count))
  }

  /// The positions of the strings in the order of their bytes; equal ones stay in order.
  private static func sorted(_ bytes: [UInt8], ends: [Int]) -> [Int] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<ends.count - 1).sorted { first, second in
        let a = bytes[ends[first]..<ends[first + 1]]
        let b = bytes[ends[second]..<ends[second + 1]]
        for (left, right) in zip(a, b) where left != right { return left < right }
        return (a.count, first) < (b.count, second)
      }
    }
  }

  /// A place in the trie.
  struct Node: Sendable {
    fileprivate var index: Int
  }

  /// Where every string begins.
  static let root = Node(index: 0)

  /// The node behind a byte, if any string goes there.
  func child(of node: Node, _ byte: UInt8) -> Node? {
    guard node.index > 0 else {
      let index = Int(roots[Int(byte)])
      return index > 0 ? Node(index: index) : nil
    }
    var (low, high) = (Int(firstChildren[node.index]), Int(firstChildren[node.index + 1]))
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] < byte { low = middle + 1 } else { high = middle }
    }
    guard low < Int(firstChildren[node.index + 1]), labels[low] == byte else { return nil }
    return Node(index: low)
  }

  /// The number of the string that ends at a node.
  func number(at node: Node) -> Int32? {
    let number = numbers[node.index]
    return number >= 0 ? number : nil
  }

  /// The number of a string.
  func number(of string: some Sequence<UInt8>) -> Int32? {
    var node = Self.root
    for byte in string {
      guard let next = child(of: node, byte) else { return nil }
      node = next
    }
    return number(at: node)
  }

  /// The longest string that begins `bytes`.
  func longest(in bytes: ArraySlice<UInt8>) -> (number: Int32, end: Int)? {
    var node = Self.root
    var result: (number: Int32, end: Int)?
    for place in bytes.indices {
      guard let next = child(of: node, bytes[place]) else { break }
      node = next
      if let number = number(at: node) { result = (number, place + 1) }
    }
    return result
  }
}
