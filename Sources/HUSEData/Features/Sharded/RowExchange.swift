internal import HUSECore

/// An exchange of rows that ranks hold and others want.
struct RowExchange {
  private let communicator: any Communicator
  /// The rows of this rank's part that each rank wants, one after another.
  let sentRows: [Int]
  /// How many rows each rank gets from this one, and this one from each.
  private let sentCounts: [Int]
  private let receivedCounts: [Int]
  /// For each row that is wanted here, its place among those that arrive.
  private let places: [Int]

  /// Tells every rank which of its rows are wanted here.
  ///
  /// - Parameters:
  ///   - rows: what is wanted here.
  ///   - ranges: the rows that each rank holds.
  ///   - communicator: the ranks.
  /// - Throws: `HUSEError.communicationFailed`.
  init(
    rows: ArraySlice<Int>, of ranges: [Range<Int>], over communicator: any Communicator
  ) throws(HUSEError) {
    self.communicator = communicator
    let ends = ranges.map(\.upperBound)
    var wanted = [[Int64]](repeating: [], count: ranges.count)
    var owners: [(rank: Int, position: Int)] = []
    for row in rows {
      precondition(row >= 0 && row < ends.last ?? 0, "row \(row) of \(ends.last ?? 0)")
      let rank = ends.firstIndex { row < $0 }!
      owners.append((rank, wanted[rank].count))
      wanted[rank].append(Int64(row - ranges[rank].lowerBound))
    }
    let counts = wanted.map(\.count)
    let starts = counts.indices.map { counts[..<$0].reduce(0, +) }
    places = owners.map { starts[$0.rank] + $0.position }
    receivedCounts = counts
    let asked = try communicator.all(counts.map(Int64.init))
    sentCounts = asked.map { Int($0[communicator.rank]) }
    var numbers = [Int64](repeating: 0, count: sentCounts.reduce(0, +))
    try Self.exchange(
      Array(wanted.joined()), counts, into: &numbers, sentCounts, over: communicator)
    sentRows = numbers.map(Int.init)
  }

  /// Sends rows, and puts those that arrive into the order in which they are wanted.
  ///
  /// - Parameters:
  ///   - sent: the rows that are wanted elsewhere, `[sentRows.count × columns]`.
  ///   - received: the rows that are wanted here, `[rows × columns]`.
  /// - Throws: `HUSEError.communicationFailed`.
  func run(_ sent: Matrix, into received: inout Matrix) throws(HUSEError) {
    let width = received.columns * MemoryLayout<Float>.size
    var arrived = Matrix(rows: places.count, columns: received.columns)
    try sent.withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try arrived.withUnsafeMutableBufferPointer { (arrived) throws(HUSEError) in
        try communicator.allToAll(
          UnsafeRawBufferPointer(sent), counts: sentCounts.map { $0 * width },
          into: UnsafeMutableRawBufferPointer(arrived), counts: receivedCounts.map { $0 * width })
      }
    }
    received.gather(rowsAt: places[...], of: arrived)
  }

  private static func exchange(
    _ sent: [Int64], _ sentCounts: [Int], into received: inout [Int64], _ receivedCounts: [Int],
    over communicator: any Communicator
  ) throws(HUSEError) {
    let width = MemoryLayout<Int64>.size
    try sent.withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try received.withUnsafeMutableBufferPointer { (received) throws(HUSEError) in
        try communicator.allToAll(
          UnsafeRawBufferPointer(sent), counts: sentCounts.map { $0 * width },
          into: UnsafeMutableRawBufferPointer(received), counts: receivedCounts.map { $0 * width })
      }
    }
  }
}
