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

  @Test(arguments: [1, 3])
  func theThreadsThatAreAskedForAreUsed(count: Int) async {
    await #expect(processExitsWith: .success) { [count = count as Int] in
      LinearAlgebraBackend.useThreads(count)
      precondition(LinearAlgebraBackend.current.threads == count)
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
    /// Makes OpenBLAS choose as if it had been started with `OPENBLAS_CORETYPE=Haswell`; false for
    /// a build that holds the kernels of one CPU only.
    private static func startWithHaswell() -> Bool {
      guard let quit = dlsym(nil, "gotoblas_dynamic_quit"),
        let initialize = dlsym(nil, "gotoblas_dynamic_init")
      else { return false }
      typealias Function = @convention(c) () -> Void
      setenv("OPENBLAS_CORETYPE", "Haswell", 1)
      unsafeBitCast(quit, to: Function.self)()
      unsafeBitCast(initialize, to: Function.self)()
      return true
    }

    @Test func aChoiceByTheUserStands() async {
      await #expect(processExitsWith: .success) {
        guard Self.startWithHaswell() else { return }
        let backend = LinearAlgebraBackend.current
        precondition(backend.kernels == "Haswell" && backend.kernelsBefore == "Haswell")
      }
    }

    @Test(.enabled(if: InstructionLevel.best == .v4, "The processor has no AVX-512"))
    func kernelsForAVX512ReplaceThoseForAVX2() async {
      await #expect(processExitsWith: .success) {
        guard Self.startWithHaswell() else { return }
        unsetenv("OPENBLAS_CORETYPE")
        let backend = LinearAlgebraBackend.current
        precondition(backend.kernels == "SkylakeX" && backend.kernelsBefore == "Haswell")
        precondition("\(backend)".contains(", kernels SkylakeX (set by HUSE, was Haswell), "))
        let matrix: Matrix = [[1, 2], [3, 4]]
        let product = try matrix.multiplied(by: [[1], [-1]])
        precondition(product.values == [-1, -1])
      }
    }
  #endif
}
