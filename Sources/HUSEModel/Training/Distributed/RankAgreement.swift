/// Keeps the ranks of a training together: what one alone finds out, such as an error of its disk,
/// ends all of them.
///
/// After every stretch of work in which a rank may fail alone comes a call of `proceed`, in which
/// all ranks meet. A rank that has failed calls `report` instead.
package struct RankAgreement: Sendable {
  /// The other ranks, or `nil` if there are none.
  package let communicator: (any Communicator)?

  package init(communicator: (any Communicator)?) { self.communicator = communicator }

  private enum Status: Int64 { case fine, cancelled, failed }

  /// Whether this is the rank that writes checkpoints and reports progress.
  package var isFirst: Bool { (communicator?.rank ?? 0) == 0 }

  /// Meets the other ranks, and returns whether one of them is cancelled.
  ///
  /// - Throws: `HUSEError.rankFailed` if one of them has failed; `.communicationFailed`.
  @discardableResult
  package func proceed(isCancelled: Bool = false) throws(HUSEError) -> Bool {
    guard let communicator else { return isCancelled }
    let statuses = try communicator.all((isCancelled ? Status.cancelled : .fine).rawValue)
    if let rank = statuses.firstIndex(of: Status.failed.rawValue) {
      throw .rankFailed(rank: rank, problem: try communicator.all("")[rank])
    }
    return statuses.contains(Status.cancelled.rawValue)
  }

  /// Tells the other ranks, which are in `proceed` or come to it, that this one has failed.
  package func report(_ error: any Error) {
    switch error {
    // These the others know already.
    case HUSEError.rankFailed, HUSEError.communicationFailed: return
    default: break
    }
    guard let communicator else { return }
    // Whatever happens now, the error of this rank matters more.
    guard (try? communicator.all(Status.failed.rawValue)) != nil else { return }
    let problem = (error as? HUSEError)?.statement ?? "\(error)"
    _ = try? communicator.all(problem)
  }

  /// Runs work in which a rank may fail alone.
  ///
  /// - Throws: what the work throws, after the other ranks have learned of it.
  package func reporting<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch {
      report(error)
      throw error
    }
  }

  /// The text that rank 0 has.
  package func first(_ text: String) throws(HUSEError) -> String {
    guard let communicator else { return text }
    return try communicator.all(text)[0]
  }
}
