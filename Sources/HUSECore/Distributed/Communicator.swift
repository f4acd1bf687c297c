/// A connection among several processes, the ranks, that work on the same training.
///
/// Every rank calls the same functions in the same order; a call returns when its data has arrived.
/// `InProcessCommunicator` connects threads of one process, `MPICommunicator` of the product
/// `HUSEDistributed` connects processes on one or several machines.
public protocol Communicator: Sendable {
  /// The number of this rank, in `0..<size`.
  var rank: Int { get }
  /// The number of ranks, above 0.
  var size: Int { get }

  /// Gives every rank the parts of all ranks.
  ///
  /// - Parameters:
  ///   - bytes: the parts of all ranks, one after another. This rank's part is sent, and those of
  ///     the others are replaced.
  ///   - counts: the number of bytes in the part of each rank, the same on every rank; may be 0.
  /// - Throws: `HUSEError.communicationFailed`.
  /// - Precondition: there is a count for each rank, and `bytes` has as many bytes as all parts.
  func allGather(_ bytes: UnsafeMutableRawBufferPointer, counts: [Int]) throws(HUSEError)

  /// Gives every rank a part from each rank.
  ///
  /// - Parameters:
  ///   - sent: the parts for all ranks, one after another.
  ///   - sentCounts: the number of bytes for each rank; may be 0.
  ///   - received: is filled with the parts from all ranks, one after another.
  ///   - receivedCounts: the number of bytes from each rank: what that rank sends to this one.
  /// - Throws: `HUSEError.communicationFailed`.
  /// - Precondition: there are two counts for each rank, and the buffers have as many bytes.
  func allToAll(
    _ sent: UnsafeRawBufferPointer, counts sentCounts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws(HUSEError)
}

extension Communicator {
  /// Stops the program unless there is a count for each rank and the counts add up to all bytes.
  package func requireCounts(_ counts: [Int], of byteCount: Int) {
    precondition(
      counts.count == size && counts.reduce(0, +) == byteCount,
      "counts \(counts) for \(byteCount) bytes and \(size) ranks")
  }

  /// The values of all ranks, in the order of the ranks.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func all(_ value: Int64) throws(HUSEError) -> [Int64] {
    try all([value]).map { $0[0] }
  }

  /// The texts of all ranks, in the order of the ranks.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func all(_ text: String) throws(HUSEError) -> [String] {
    let own = Array(text.utf8)
    let counts = try all(Int64(own.count)).map(Int.init)
    var bytes = [UInt8](repeating: 0, count: counts.reduce(0, +))
    let start = counts[..<rank].reduce(0, +)
    bytes.replaceSubrange(start..<start + own.count, with: own)
    try share(&bytes, counts: counts)
    var rest = bytes[...]
    return counts.map { count in
      defer { rest = rest.dropFirst(count) }
      return String(decoding: rest.prefix(count), as: UTF8.self)
    }
  }

  /// Gives every rank the elements of all ranks; `counts` are their numbers of elements.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func share<Element: BitwiseCopyable>(
    _ elements: inout [Element], counts: [Int]
  ) throws(HUSEError) {
    try elements.withUnsafeMutableBufferPointer { (elements) throws(HUSEError) in
      try allGather(
        UnsafeMutableRawBufferPointer(elements),
        counts: counts.map { $0 * MemoryLayout<Element>.stride })
    }
  }

  /// Gives every rank the elements that each rank has for it; counts are numbers of elements.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func exchange<Element: BitwiseCopyable>(
    _ sent: UnsafeBufferPointer<Element>, counts sentCounts: [Int],
    into received: UnsafeMutableBufferPointer<Element>, counts receivedCounts: [Int]
  ) throws(HUSEError) {
    let width = MemoryLayout<Element>.stride
    try allToAll(
      UnsafeRawBufferPointer(sent), counts: sentCounts.map { $0 * width },
      into: UnsafeMutableRawBufferPointer(received), counts: receivedCounts.map { $0 * width })
  }

  /// The lists of all ranks, in the order of the ranks; all lists have the same length.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func all<Number: BitwiseCopyable & ExpressibleByIntegerLiteral>(
    _ values: [Number]
  ) throws(HUSEError) -> [[Number]] {
    var all = [Number](repeating: 0, count: size * values.count)
    all.replaceSubrange(rank * values.count..<(rank + 1) * values.count, with: values)
    try share(&all, counts: Array(repeating: values.count, count: size))
    return (0..<size).map { Array(all[$0 * values.count..<($0 + 1) * values.count]) }
  }
}

extension WritableRows {
  /// Gives every rank the rows of all ranks; `counts` are the numbers of rows of the ranks, whose
  /// sum is `rows`.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package mutating func allGather(
    counts: [Int], over communicator: any Communicator
  ) throws(HUSEError) {
    let width = columns * MemoryLayout<Float>.size
    try withUnsafeMutableBufferPointer { (values) throws(HUSEError) in
      try communicator.allGather(
        UnsafeMutableRawBufferPointer(values), counts: counts.map { $0 * width })
    }
  }
}
