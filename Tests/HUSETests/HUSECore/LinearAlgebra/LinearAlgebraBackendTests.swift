import Foundation
import HUSECore
import Testing

@Suite struct LinearAlgebraBackendTests {
  private let backend = LinearAlgebraBackend.current

  @Test func whatWasChosenCanBeAskedFor() {
    #expect(backend.version.first?.isNumber == true)
    #expect(!backend.kernels.isEmpty)
    #expect(backend.threads >= 1)
    #expect(LinearAlgebraBackend.current == backend)
  }

  @Test func theDescriptionSaysWhatWasChanged() {
    let change =
      backend.kernels == backend.kernelsBefore
      ? "" : " (set by HUSE, was \(backend.kernelsBefore))"
    #expect(
      "\(backend)"
        == "OpenBLAS \(backend.version), kernels \(backend.kernels)\(change), "
        + "\(backend.threads) threads")
  }

  /// The kernels of before are those of the variable then, where OpenBLAS knows them.
  @Test func aChoiceByTheUserStands() async {
    await #expect(processExitsWith: .success) {
      setenv("OPENBLAS_CORETYPE", "Haswell", 1)
      let backend = LinearAlgebraBackend.current
      precondition(backend.kernels == backend.kernelsBefore, "\(backend)")
    }
  }

  @Test func theVariableIsLeftAsItWas() async {
    await #expect(processExitsWith: .success) {
      unsetenv("OPENBLAS_CORETYPE")
      _ = LinearAlgebraBackend.current
      precondition(getenv("OPENBLAS_CORETYPE") == nil)
    }
  }

  #if arch(x86_64)
    @Test func kernelsForAVX512AreUsedWhereTheProcessorHasThem() {
      guard InstructionLevel.best == .v4,
        ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil
      else { return }
      #expect(["SkylakeX", "Cooperlake", "SapphireRapids"].contains(backend.kernels))
    }
  #endif
}
