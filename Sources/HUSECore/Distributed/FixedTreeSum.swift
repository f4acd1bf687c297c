/// Adds up vectors of blocks of rows over all ranks, in the order of a fixed tree.
///
/// A rank computes the values of its nodes of the tree. Each rank then gets one slice of the values
/// of all nodes, adds it up, and gives the sum to all ranks. So every rank sends and receives about
/// twice the length of the vector, however many ranks there are, if the blocks of each are one node
/// of the tree, and once more for every further node that some rank has.
///
/// The memory belongs to one thread.
package struct FixedTreeSum: Sendable {
  /// The values of the nodes of this rank, `[length × 1]` each, which the caller sets.
  package let own: [UnsafeSharedRows]
  /// The sum, `[length × 1]`.
  package let total: UnsafeSharedRows

  private let blocks: RankBlocks
  private let communicator: any Communicator
  /// The part of the vector that each rank adds up.
  private let slices: [Range<Int>]
  /// The nodes of each rank.
  private let nodes: [[Range<Int>]]
  /// For each round, the slices that arrive, one after another.
  private let received: [UnsafeSharedRows]

  package init(length: Int, blocks: RankBlocks, over communicator: any Communicator) {
    self.blocks = blocks
    self.communicator = communicator
    let (size, rank) = (communicator.size, communicator.rank)
    // Slices begin at multiples of a cache line.
    let starts = (0...size).map { min(length, (length * $0 / size + 15) / 16 * 16) }
    slices = (0..<size).map { starts[$0]..<starts[$0 + 1] }
    let nodes = (0..<size).map { blocks.nodes(of: $0) }
    self.nodes = nodes
    own = nodes[rank].map { _ in UnsafeSharedRows(rows: length, columns: 1) }
    guard size > 1 else {
      received = []
      total = own.first ?? UnsafeSharedRows(rows: length, columns: 1)
      return
    }
    let slice = slices[rank].count
    received = (0..<(nodes.map(\.count).max() ?? 0)).map { round in
      UnsafeSharedRows(rows: nodes.count { $0.count > round } * slice, columns: 1)
    }
    total = UnsafeSharedRows(rows: length, columns: 1)
  }

  /// Sets `total` to the sum of the values of all nodes.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  package func run() throws(HUSEError) {
    guard communicator.size > 1 else { return }
    for round in received.indices { try exchange(round) }
    let slice = slices[communicator.rank]
    let (known, values) = arrived()
    FixedTree.sum(0..<blocks.blockCount, of: known) { target, other in
      var sum = values[target]
      sum.add(values[other].matrix)
    }
    var part = total[rows: slice]
    part.assign(values[0].matrix)
    var all = total
    try all.allGather(counts: slices.map(\.count), over: communicator)
  }

  /// Sends each rank its slice of the value of one node.
  private func exchange(_ round: Int) throws(HUSEError) {
    let rank = communicator.rank
    let sends = round < own.count
    var received = received[round]
    let receivedCounts = nodes.map { $0.count > round ? slices[rank].count : 0 }
    let sentCounts = slices.map { sends ? $0.count : 0 }
    let empty = Matrix(rows: 0, columns: 1)
    try (sends ? own[round].matrix : empty).withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try received.withUnsafeMutableBufferPointer { (received) throws(HUSEError) in
        try communicator.exchange(
          sent, counts: sentCounts, into: received, counts: receivedCounts)
      }
    }
  }

  /// The nodes of all ranks in the order of their leaves, and this rank's slice of their values.
  private func arrived() -> (nodes: [Range<Int>], values: [UnsafeSharedRows]) {
    let slice = slices[communicator.rank].count
    var values: [UnsafeSharedRows] = []
    for rank in nodes.indices {
      for round in nodes[rank].indices {
        let position = nodes[..<rank].count { $0.count > round }
        values.append(received[round][rows: position * slice..<(position + 1) * slice])
      }
    }
    return (nodes.flatMap(\.self), values)
  }
}
