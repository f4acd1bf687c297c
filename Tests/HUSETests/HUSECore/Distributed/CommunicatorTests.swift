import HUSECore
import HUSETestSupport
import Testing

@Suite struct CommunicatorTests {
  @Test(arguments: [1, 2, 3, 5]) func ranksExchangeUnevenParts(size: Int) throws {
    let problems = try InProcessCommunicator.run(ranks: size) { communicator in
      #expect(communicator.size == size)
      return try CommunicatorCheck.firstProblem(of: communicator, rounds: 20)
    }
    #expect(problems == Array(repeating: nil, count: size))
  }

  @Test func resultsAreInTheOrderOfTheRanks() throws {
    #expect(try InProcessCommunicator.run(ranks: 4) { $0.rank } == [0, 1, 2, 3])
  }

  @Test func aRankThatFailsEndsTheOthers() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try InProcessCommunicator.run(ranks: 3) { communicator in
        if communicator.rank == 1 { throw Broken() }
        // Without an end of rank 1, this would wait forever.
        _ = try communicator.all(Int64(1))
      }
    }
  }

  /// Rank 0 learns of the end of rank 1 first, and says so before rank 1 has said why.
  @Test func theCauseIsThrownAndNotItsConsequence() throws {
    struct Broken: Error {}
    #expect(throws: Broken.self) {
      try InProcessCommunicator.run(ranks: 2) { communicator in
        if communicator.rank == 0 { throw HUSEError.rankFailed(rank: 1, problem: "broken") }
        // Throws when rank 0 has ended.
        _ = try? communicator.all(Int64(1))
        throw Broken()
      }
    }
  }

  @Test func waitingForARankThatHasEndedIsAnError() throws {
    let texts = try InProcessCommunicator.run(ranks: 3) { communicator -> [String?] in
      guard communicator.rank < 2 else { return [] }
      // Those that wait in vain do not make up the number of ranks.
      return (0..<3).map { _ in
        errorText { () throws(HUSEError) in try communicator.all(Int64(1)) }
      }
    }
    for text in texts[..<2].joined() {
      #expect(
        text?.wholeMatch(of: /The ranks of the training: waiting for rank [012]: it has ended\./)
          != nil, "\(text ?? "no error")")
    }
  }
}
