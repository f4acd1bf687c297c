import HUSE
import Logging
import Testing

@testable import SearchServer

/// What a client is told when the database does not answer.
@Suite struct DatabaseErrorTests {
  @Test(arguments: [
    HUSEError.databaseFailed(
      server: "s", operation: "connecting", sqlState: nil, problem: "refused", remedy: "Start it."),
    .connectionLost(server: "s", operation: "searching", problem: "closed"),
  ])
  func aDatabaseThatDoesNotAnswerIsUnavailable(error: HUSEError) {
    let told = APIError(error as any Error, logger: Logger(label: "test"))
    #expect(told == .unavailable)
  }

  @Test func anotherFailureIsInternal() {
    let error = HUSEError.databaseFailed(
      server: "s", operation: "searching", sqlState: "42501", problem: "denied", remedy: "Grant it."
    )
    let told = APIError(error as any Error, logger: Logger(label: "test"))
    #expect(told == .internalError)
  }
}
