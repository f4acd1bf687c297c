package import HUSECore

/// Exchanges parts of uneven length, some of them empty, many times.
package enum CommunicatorCheck {
  /// What a rank received that is not what the others sent; `nil` if everything is right.
  ///
  /// - Throws: what the communicator throws.
  package static func firstProblem(
    of communicator: some Communicator, rounds: Int
  ) throws(HUSEError) -> String? {
    let (rank, size) = (communicator.rank, communicator.size)
    func value(_ round: Int, from: Int, to: Int, _ index: Int) -> Float {
      Float(round * 10_000 + from * 100 + to * 10 + index % 7)
    }
    for round in 0..<rounds {
      // Rank 0 of the first round sends nothing.
      let counts = (0..<size).map { ($0 + round) % 3 * ($0 + 1) }
      let starts = (0...size).map { counts[..<$0].reduce(0, +) }
      var rows = Matrix(rows: starts[size], columns: 2)
      for row in starts[rank]..<starts[rank + 1] { rows[row, 1] = Float(round + row) }
      try rows.allGather(counts: counts, over: communicator)
      for row in 0..<rows.rows where rows[row, 1] != Float(round + row) {
        return "round \(round): row \(row) of all is \(rows[row, 1])"
      }

      func sentCount(_ from: Int, _ to: Int) -> Int { (from + 2 * to + round) % 4 }
      let sentCounts = (0..<size).map { sentCount(rank, $0) }
      let receivedCounts = (0..<size).map { sentCount($0, rank) }
      let sent = (0..<size).flatMap { other in
        (0..<sentCounts[other]).map { value(round, from: rank, to: other, $0) }
      }
      var received = [Float](repeating: -1, count: receivedCounts.reduce(0, +))
      try sent.withUnsafeBufferPointer { (sent) throws(HUSEError) in
        try received.withUnsafeMutableBufferPointer { (received) throws(HUSEError) in
          try communicator.allToAll(
            UnsafeRawBufferPointer(sent), counts: sentCounts.map { $0 * 4 },
            into: UnsafeMutableRawBufferPointer(received), counts: receivedCounts.map { $0 * 4 })
        }
      }
      let expected = (0..<size).flatMap { other in
        (0..<receivedCounts[other]).map { value(round, from: other, to: rank, $0) }
      }
      if received != expected { return "round \(round): received \(received), not \(expected)" }

      guard try communicator.all("rank \(rank)") == (0..<size).map({ "rank \($0)" }),
        try communicator.all(Int64(rank)) == (0..<size).map(Int64.init),
        try communicator.all([Double(rank), 0.5]) == (0..<size).map({ [Double($0), 0.5] })
      else { return "round \(round): the values of the ranks are others" }
    }
    return nil
  }
}
