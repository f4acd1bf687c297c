internal import HUSECore

/// The pairs of a batch that ranks share, and the memory for their sums.
struct SharedPairs: Sendable {
  let shard: BatchShard
  let dimension: Int
  let division: PairDivision
  let list: TilePairList
  /// For each tile.
  var sums: [TileSums]
  /// For each pair of a tile and a group, the sum of the errors.
  var errors: [Double]
  /// The sums that this rank gives to each rank, and what it gets from each.
  private let sent: [[PairDivision.Transfer]]
  private let received: [[PairDivision.Transfer]]
  /// The values of these, one after another, `[embeddings × dimension]`.
  private let sentRows: UnsafeSharedRows
  private let receivedRows: UnsafeSharedRows

  init(_ shard: BatchShard, dimension: Int) {
    (self.shard, self.dimension) = (shard, dimension)
    let (rank, size) = (shard.communicator.rank, shard.communicator.size)
    let division = PairDivision(shard.blocks, rank: rank)
    self.division = division
    list = TilePairList(
      division.units.map { ($0.first, $0.second) }, tileCount: division.tiles.count)
    sums = division.tiles.map {
      TileSums(
        rows: $0.rows.count, columns: dimension, nodes: division.groups.nodes.count)
    }
    errors = [Double](repeating: 0, count: division.tiles.count * division.groups.count)
    let sent = (0..<size).map { division.transfers(from: rank, to: $0) }
    let received = (0..<size).map { division.transfers(from: $0, to: rank) }
    (self.sent, self.received) = (sent, received)
    func rows(_ transfers: [[PairDivision.Transfer]]) -> UnsafeSharedRows {
      let count = transfers.joined().reduce(0) { $0 + division.tiles[$1.tile].rows.count }
      return UnsafeSharedRows(rows: count, columns: dimension)
    }
    (sentRows, receivedRows) = (rows(sent), rows(received))
  }

  /// Whether this is the division of a batch.
  func fits(_ shard: BatchShard, dimension: Int) -> Bool {
    self.dimension == dimension && self.shard.blocks == shard.blocks
      && self.shard.communicator.rank == shard.communicator.rank
  }

  /// Gives each rank the sums for its tiles that others have computed.
  ///
  /// - Throws: `HUSEError.communicationFailed`.
  mutating func exchange() throws(HUSEError) {
    let communicator = shard.communicator
    guard communicator.size > 1 else { return }
    var position = 0
    for transfer in sent.joined() {
      let count = division.tiles[transfer.tile].rows.count
      var part = sentRows[rows: position..<position + count]
      if let sum = sums[transfer.tile].sum(ofNode: transfer.node) {
        part.assign(sum.matrix)
      } else {
        part.setToZero()
      }
      position += count
    }
    var received = receivedRows
    try sentRows.matrix.withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try received.withUnsafeMutableBufferPointer { (received) throws(HUSEError) in
        try communicator.exchange(
          sent, counts: self.sent.map(valueCount), into: received,
          counts: self.received.map(valueCount))
      }
    }
    position = 0
    for transfer in self.received.joined() {
      let count = division.tiles[transfer.tile].rows.count
      sums[transfer.tile].set(
        receivedRows[rows: position..<position + count], ofNode: transfer.node,
        in: division.groups)
      position += count
    }
  }

  private func valueCount(_ transfers: [PairDivision.Transfer]) -> Int {
    transfers.reduce(0) { $0 + division.tiles[$1.tile].rows.count } * dimension
  }

  /// Adds the sums of this rank's tiles to their gradient, `[embeddings × dimension]`.
  func add(to gradient: UnsafeSharedRows) {
    for (tile, sums) in zip(division.tiles, sums) where tile.rank == shard.communicator.rank {
      guard let sum = sums.sum(ofNode: 0) else { continue }
      var part = gradient[rows: tile.rows]
      part.add(sum.matrix)
    }
  }
}

extension MaskedPairwiseError {
  /// The same as `accumulate` for embeddings that ranks share: each computes some of the pairs, and
  /// gets the gradient of its own embeddings.
  func accumulate(
    scaledBy scale: Float, into gradient: inout BatchGradient, sharing shard: BatchShard
  ) -> Double {
    var shared =
      gradient.sharedPairs.take().flatMap {
        $0.fits(shard, dimension: embeddings.columns) ? $0 : nil
      } ?? SharedPairs(shard, dimension: embeddings.columns)
    compute(scaledBy: scale, in: &shared, using: &gradient)
    do throws(HUSEError) { try shared.exchange() } catch {
      gradient.failure = error
      return 0
    }
    shared.add(to: UnsafeSharedRows(&gradient.embeddings))
    let division = shared.division
    let sum = gradient.sum(shared.errors, over: shard) {
      division.rank(
        computing: $0 / division.groups.count, with: $0 % division.groups.count)
    }
    gradient.sharedPairs = shared
    return sum
  }

  private func compute(
    scaledBy scale: Float, in shared: inout SharedPairs, using gradient: inout BatchGradient
  ) {
    let pairs = tileGradients(scaledBy: scale, in: &gradient)
    let (division, list) = (shared.division, shared.list)
    let (tiles, groups, units) = (division.tiles, division.groups, division.units)
    shared.sums.withUnsafeMutableBufferPointer { sums in
      shared.errors.withUnsafeMutableBufferPointer { errors in
        for tile in sums.indices { sums[tile].removeAll() }
        errors.update(repeating: 0)
        // What belongs to a tile is written when it is the turn of a pair that contains it.
        nonisolated(unsafe) let (sums, errors) = (sums, errors)
        list.forEach(states: &gradient.tiles) { position, memory in
          let unit = units[position]
          return pairs.compute(
            rows: tiles[unit.first].rows, columns: tiles[unit.second].rows, in: &memory)
        } add: { position, memory, error in
          let unit = units[position]
          let (first, second) = (tiles[unit.first], tiles[unit.second])
          errors[unit.first * groups.count + second.group] += error
          if unit.firstUse != .none, !memory.active.isEmpty {
            pairs.addToRows(
              sums[unit.first].current(), from: first.rows.lowerBound, of: &memory)
          }
          if unit.secondUse != .none, !memory.active.isEmpty {
            pairs.addToColumns(
              sums[unit.second].current(), from: second.rows.lowerBound, of: &memory)
          }
          if unit.firstUse == .lastPart { sums[unit.first].end(second.group, of: groups) }
          if unit.secondUse == .lastPart { sums[unit.second].end(first.group, of: groups) }
        }
      }
    }
  }
}
