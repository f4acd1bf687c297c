internal import CHUSEKernels
internal import COpenBLAS
internal import Logging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The library that computes the matrix products of this process.
///
/// ```swift
/// print(LinearAlgebraBackend.current)
/// // OpenBLAS 0.3.21, kernels SkylakeX (set by HUSE, was Zen), 2 threads
/// ```
public struct LinearAlgebraBackend: Sendable, Hashable {
  /// The version of OpenBLAS.
  public let version: String
  /// The CPU family whose kernels are in use.
  public let kernels: String
  /// The CPU family that OpenBLAS had originally chosen.
  public let kernelsBefore: String
  /// The number of threads that work on a large product or a training step together.
  public let threads: Int

  /// The backend of this process, set up before the first product.
  ///
  /// OpenBLAS releases that are older than the CPU fall back to AVX2 kernels. If the CPU supports
  /// AVX-512 and the chosen kernels do not use it, the `SkylakeX` kernels are chosen instead,
  /// unless the environment variable `OPENBLAS_CORETYPE` is set. The choice is checked with a small
  /// product and undone if the product is wrong.
  ///
  /// From then on, OpenBLAS itself uses one thread in the whole process. HUSE divides work in
  /// larger pieces than single products among as many threads as OpenBLAS had before; the
  /// environment variable `OPENBLAS_NUM_THREADS` sets their number.
  public static let current: LinearAlgebraBackend = setUp()

  /// Changes the number of threads that work together; does nothing once `current` is set up.
  ///
  /// - Precondition: `count` is above 0.
  package static func useThreads(_ count: Int) {
    precondition(count > 0, "\(count) threads")
    openblas_set_num_threads(Int32(clamping: count))
  }

  /// The memory that OpenBLAS maps for each thread that multiplies matrices: `BUFFER_SIZE` in its
  /// x86-64 builds.
  private static let bufferByteCount = 128 << 20

  /// Checks that OpenBLAS can map the memory that it needs for each thread; otherwise it would
  /// retry forever.
  ///
  /// The check detects a limit of the address space (`ulimit -v`) and refused overcommitment at the
  /// time of the call. It detects neither memory that is taken later nor the limit of a control
  /// group, beyond which the system kills the process.
  ///
  /// - Parameter threads: the number of threads; by default the number that OpenBLAS will use.
  /// - Throws: `HUSEError.invalidData` if the memory is not available.
  package static func checkMemory(threads: Int? = nil) throws(HUSEError) {
    let threads = threads ?? max(Int(openblas_get_num_threads()), 1)
    var buffers: [UnsafeMutableRawPointer] = []
    defer { for buffer in buffers { munmap(buffer, bufferByteCount) } }
    for _ in 0..<threads {
      let buffer = mmap(
        nil, bufferByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let buffer, buffer != MAP_FAILED else {
        throw .invalidData(
          source: "OpenBLAS",
          problem:
            "maps \(bufferByteCount >> 20) MiB for each of \(threads) threads, and the system "
            + "refuses it",
          remedy: .text(
            "Raise the limit of memory (`ulimit -v`), or use fewer threads with "
              + "OPENBLAS_NUM_THREADS."))
      }
      buffers.append(buffer)
    }
  }

  private static func setUp() -> LinearAlgebraBackend {
    let before = coreName
    if getenv(coreTypeVariable) == nil, huse_cpu_has_avx512() != 0, !usesAVX512(before) {
      choose("SkylakeX")
      if !computesCorrectly() { choose(before) }
    }
    let configuration = String(cString: openblas_get_config()).split(separator: " ")
    let backend = LinearAlgebraBackend(
      version: configuration.dropFirst().first.map(String.init) ?? "unknown", kernels: coreName,
      kernelsBefore: before, threads: max(Int(openblas_get_num_threads()), 1))
    openblas_set_num_threads(1)
    Logger(label: "HUSE.LinearAlgebra").debug("\(backend)")
    return backend
  }

  private static let coreTypeVariable = "OPENBLAS_CORETYPE"

  private static var coreName: String { String(cString: openblas_get_corename()) }

  private static func usesAVX512(_ core: String) -> Bool {
    ["SkylakeX", "Cooperlake", "SapphireRapids"].contains { $0.lowercased() == core.lowercased() }
  }

  /// Makes OpenBLAS choose its kernels again; a build for a single CPU is unchanged.
  private static func choose(_ core: String) {
    typealias Function = @convention(c) () -> Void
    // Looked up at run time: builds of OpenBLAS for a single CPU do not have these symbols.
    guard let quit = dlsym(nil, "gotoblas_dynamic_quit"),
      let initialize = dlsym(nil, "gotoblas_dynamic_init")
    else { return }
    setenv(coreTypeVariable, core, 1)
    unsafeBitCast(quit, to: Function.self)()
    unsafeBitCast(initialize, to: Function.self)()
    unsetenv(coreTypeVariable)
  }

  /// Whether a test product is exact.
  ///
  /// Its sizes are not multiples of any kernel size, and are too large for OpenBLAS's special
  /// kernels for small matrices.
  private static func computesCorrectly() -> Bool {
    let (m, n, k) = (131, 133, 137)
    let a = (0..<m * k).map { Float($0 % 7 - 3) }
    let b = (0..<k * n).map { Float($0 % 5 - 2) }
    var c = [Float](repeating: 0, count: m * n)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b,
      Int32(n), 0, &c, Int32(n))
    // Computes A B x in whole numbers. The values of x differ, so a value at a wrong position is
    // detected as well.
    func times(_ matrix: [Float], _ x: [Float]) -> [Float] {
      (0..<matrix.count / x.count).map { row in
        x.indices.reduce(0) { $0 + matrix[row * x.count + $1] * x[$1] }
      }
    }
    let x = (0..<n).map { Float($0 % 11 - 5) }
    return times(c, x) == times(a, times(b, x))
  }
}

extension LinearAlgebraBackend: CustomStringConvertible {
  /// The version, the kernels and the number of threads in one line, for logs.
  public var description: String {
    let origin = kernels == kernelsBefore ? "" : " (set by HUSE, was \(kernelsBefore))"
    return "OpenBLAS \(version), kernels \(kernels)\(origin), \(threads) threads"
  }
}
