import Foundation
import Testing

/// Processes that `mpirun` of Open MPI starts.
@Suite struct MPITests {
  private let program = BuiltProgram.folderOfTheTests.appendingPathComponent("DistributedProgram")

  @Test(arguments: [1, 2, 4]) func ranksExchangeUnevenParts(size: Int) throws {
    let outcome = try MPIRun.program.run(MPIRun.arguments(ranks: size, program, ["check"]))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").sorted()
    #expect(
      lines == (0..<size).map { "rank \($0) of \(size): everything arrived" }, "\(outcome.errors)")
  }

  @Test func withoutMpirunThereIsOneRank() throws {
    let outcome = try BuiltProgram(path: program.path).run(["check"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == "rank 0 of 1: everything arrived\n")
  }
}
