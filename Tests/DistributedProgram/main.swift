import Foundation
import HUSEDistributed
import HUSETestSupport

// What `MPITests` starts with mpirun. The first argument says what the ranks do.

func check() throws {
  let line = try MPICommunicator.run { communicator in
    let problem = try CommunicatorCheck.firstProblem(of: communicator, rounds: 200)
    return "rank \(communicator.rank) of \(communicator.size): \(problem ?? "everything arrived")"
  }
  print(line)
}

do {
  switch CommandLine.arguments.dropFirst().first {
  case "check": try check()
  default: exit(64)
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
