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

  @Test func waitingForARankThatHasEndedIsAnError() throws {
    let texts = try InProcessCommunicator.run(ranks: 2) { communicator -> String? in
      guard communicator.rank == 0 else { return nil }
      return errorText { () throws(HUSEError) in try communicator.all(Int64(1)) }
    }
    #expect(
      texts[0] == "The ranks of the training: waiting for rank 1: it has ended.")
  }
}
