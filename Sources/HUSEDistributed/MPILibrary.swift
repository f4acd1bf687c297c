internal import HUSECore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The functions of Open MPI, which are looked up when a program first asks for them.
///
/// A program can therefore be built without MPI, and runs without it as long as it uses no
/// `MPICommunicator`. The price is the binary interface: this is that of Open MPI 4 and 5, whose
/// handles are addresses of the library's variables. MPICH and its relatives have another one.
///
/// `@unchecked Sendable`: everything is constant, and the addresses are those of the library.
struct MPILibrary: @unchecked Sendable {
  typealias Handle = UnsafeMutableRawPointer
  typealias Initialize =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>
    ) -> Int32
  typealias Query = @convention(c) (Handle, UnsafeMutablePointer<Int32>) -> Int32
  typealias AllGather =
    @convention(c) (
      UnsafeRawPointer?, Int32, Handle, UnsafeMutableRawPointer?, UnsafePointer<Int32>,
      UnsafePointer<Int32>, Handle, Handle
    ) -> Int32
  typealias AllToAll =
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<Int32>, UnsafePointer<Int32>, Handle,
      UnsafeMutableRawPointer?, UnsafePointer<Int32>, UnsafePointer<Int32>, Handle, Handle
    ) -> Int32
  typealias SetErrorHandler = @convention(c) (Handle, Handle) -> Int32
  typealias ErrorText =
    @convention(c) (Int32, UnsafeMutablePointer<CChar>, UnsafeMutablePointer<Int32>) -> Int32
  typealias Flag = @convention(c) (UnsafeMutablePointer<Int32>) -> Int32
  typealias Finalize = @convention(c) () -> Int32

  let initialize: Initialize
  let isInitialized: Flag
  let isFinalized: Flag
  let rank: Query
  let size: Query
  let allGather: AllGather
  let allToAll: AllToAll
  let setErrorHandler: SetErrorHandler
  let errorText: ErrorText
  let finalize: Finalize
  /// All ranks of the program.
  let world: Handle
  /// The type of the elements that are sent.
  let byte: Handle
  /// The handler that makes functions return an error instead of ending the program.
  let errorsReturn: Handle

  /// The value of `MPI_IN_PLACE`.
  static var inPlace: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 1) }
  /// The value of `MPI_THREAD_SERIALIZED`: one thread calls at a time, not always the same.
  static let serializedThreads: Int32 = 2
  /// The value of `MPI_MAX_ERROR_STRING`, with room to spare.
  static let longestErrorText = 1024

  /// The library of this process, or why there is none.
  static let loaded: Result<MPILibrary, HUSEError> = Result { () throws(HUSEError) in
    try MPILibrary()
  }

  private static let names = ["libmpi.so.40", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"]

  private init() throws(HUSEError) {
    // The plug-ins of Open MPI look up its symbols, which must be global for that.
    let opened = Self.names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_GLOBAL) }.first
    guard let library = opened else {
      throw .communicationFailed(
        operation: "loading MPI",
        problem: "there is no libmpi.so.40 of Open MPI 4 or 5; Debian has it in the packages "
          + "openmpi-bin and libopenmpi3")
    }
    guard dlsym(library, "ompi_mpi_comm_world") != nil else {
      throw .communicationFailed(
        operation: "loading MPI",
        problem: "the library that is installed is not Open MPI 4 or 5, the only one supported")
    }
    func symbol(_ name: String) throws(HUSEError) -> Handle {
      guard let symbol = dlsym(library, name) else {
        throw .communicationFailed(
          operation: "loading MPI", problem: "the library has no \(name)")
      }
      return symbol
    }
    initialize = unsafeBitCast(try symbol("MPI_Init_thread"), to: Initialize.self)
    isInitialized = unsafeBitCast(try symbol("MPI_Initialized"), to: Flag.self)
    isFinalized = unsafeBitCast(try symbol("MPI_Finalized"), to: Flag.self)
    rank = unsafeBitCast(try symbol("MPI_Comm_rank"), to: Query.self)
    size = unsafeBitCast(try symbol("MPI_Comm_size"), to: Query.self)
    allGather = unsafeBitCast(try symbol("MPI_Allgatherv"), to: AllGather.self)
    allToAll = unsafeBitCast(try symbol("MPI_Alltoallv"), to: AllToAll.self)
    setErrorHandler = unsafeBitCast(
      try symbol("MPI_Comm_set_errhandler"), to: SetErrorHandler.self)
    errorText = unsafeBitCast(try symbol("MPI_Error_string"), to: ErrorText.self)
    finalize = unsafeBitCast(try symbol("MPI_Finalize"), to: Finalize.self)
    world = try symbol("ompi_mpi_comm_world")
    byte = try symbol("ompi_mpi_byte")
    errorsReturn = try symbol("ompi_mpi_errors_return")
  }

  /// Checks the result of a function of the library.
  func check(_ code: Int32, _ operation: String) throws(HUSEError) {
    guard code != 0 else { return }
    var (text, length) = ([CChar](repeating: 0, count: Self.longestErrorText), Int32(0))
    let known = errorText(code, &text, &length) == 0
    let problem = String(
      decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    throw .communicationFailed(
      operation: operation, problem: known ? problem : "MPI error \(code)")
  }
}
