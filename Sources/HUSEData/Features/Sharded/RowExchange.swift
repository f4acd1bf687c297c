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
    let askedHere = asked.map { Int($0[communicator.rank]) }
    sentCounts = askedHere
    var numbers = [Int64](repeating: 0, count: askedHere.reduce(0, +))
    let own = Array(wanted.joined())
    try own.withUnsafeBufferPointer { (own) throws(HUSEError) in
      try numbers.withUnsafeMutableBufferPointer { (numbers) throws(HUSEError) in
        try communicator.exchange(own, counts: counts, into: numbers, counts: askedHere)
      }
    }
    sentRows = numbers.map(Int.init)
  }

  /// Sends rows, and puts those that arrive into the order in which they are wanted.
  ///
  /// - Parameters:
  ///   - sent: the rows that are wanted elsewhere, `[sentRows.count × columns]`.
  ///   - received: the rows that are wanted here, `[rows × columns]`.
  /// - Throws: `HUSEError.communicationFailed`.
  func run(_ sent: Matrix, into received: inout Matrix) throws(HUSEError) {
    let width = received.columns
    var arrived = Matrix(rows: places.count, columns: received.columns)
    try sent.withUnsafeBufferPointer { (sent) throws(HUSEError) in
      try arrived.withUnsafeMutableBufferPointer { (arrived) throws(HUSEError) in
        try communicator.exchange(
          sent, counts: sentCounts.map { $0 * width }, into: arrived,
          counts: receivedCounts.map { $0 * width })
      }
    }
    received.gather(rowsAt: places[...], of: arrived)
  }
}
