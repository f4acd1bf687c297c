public import HUSECore

/// The processes that `mpirun` started, on one machine or several.
///
/// ```swift
/// try MPICommunicator.run { communicator in
///   trainer.distribution = try DistributedTraining(over: communicator)
///   try trainer.train(&model, on: pairs, minimizing: loss, epochs: 30)
/// }
/// ```
///
/// Open MPI 4 or 5 is loaded when `run` is called. It is not needed to build a program, nor to run
/// one that does not call it.
public struct MPICommunicator: Communicator {
  /// The number of this process.
  public let rank: Int
  /// The number of processes.
  public let size: Int
  private let library: MPILibrary

  /// Connects this process with the others, calls `body`, and disconnects.
  ///
  /// A program that was not started by `mpirun` is the only rank. Call this once in a process, and
  /// communicate on one thread at a time.
  ///
  /// If `body` throws, end the process with a status other than 0: `mpirun` then ends the others,
  /// which may be waiting for this one.
  ///
  /// - Parameter body: the work of this rank.
  /// - Returns: what `body` returns.
  /// - Throws: `HUSEError.communicationFailed` if there is no Open MPI or it refuses; what `body`
  ///   throws.
  public static func run<Result>(_ body: (MPICommunicator) throws -> Result) throws -> Result {
    let communicator = try MPICommunicator()
    let result = try body(communicator)
    try communicator.library.check(communicator.library.finalize(), "disconnecting")
    return result
  }

  private init() throws(HUSEError) {
    let library = try MPILibrary.loaded.get()
    var isInitialized: Int32 = 0
    try library.check(library.isInitialized(&isInitialized), "asking MPI for its state")
    if isInitialized == 0 {
      var threads: Int32 = 0
      try library.check(
        library.initialize(nil, nil, MPILibrary.serializedThreads, &threads), "connecting")
      guard threads >= MPILibrary.serializedThreads else {
        throw .communicationFailed(
          operation: "connecting", problem: "this MPI must be called by one thread only")
      }
    }
    var isFinalized: Int32 = 0
    try library.check(library.isFinalized(&isFinalized), "asking MPI for its state")
    guard isFinalized == 0 else {
      throw .communicationFailed(
        operation: "connecting", problem: "this process has already disconnected")
    }
    try library.check(
      library.setErrorHandler(library.world, library.errorsReturn), "connecting")
    var (rank, size) = (Int32(0), Int32(0))
    try library.check(library.rank(library.world, &rank), "asking for the rank")
    try library.check(library.size(library.world, &size), "asking for the number of ranks")
    (self.rank, self.size, self.library) = (Int(rank), Int(size), library)
  }

  /// Calls `MPI_Allgatherv`.
  public func allGather(
    _ bytes: UnsafeMutableRawBufferPointer, counts: [Int]
  ) throws(HUSEError) {
    requireCounts(counts, of: bytes.count)
    let (lengths, starts) = try Self.layout(counts)
    try library.check(
      library.allGather(
        MPILibrary.inPlace, 0, library.byte, bytes.baseAddress, lengths, starts, library.byte,
        library.world), "gathering \(bytes.count) bytes")
  }

  /// Calls `MPI_Alltoallv`.
  public func allToAll(
    _ sent: UnsafeRawBufferPointer, counts sentCounts: [Int],
    into received: UnsafeMutableRawBufferPointer, counts receivedCounts: [Int]
  ) throws(HUSEError) {
    requireCounts(sentCounts, of: sent.count)
    requireCounts(receivedCounts, of: received.count)
    let (sentLengths, sentStarts) = try Self.layout(sentCounts)
    let (receivedLengths, receivedStarts) = try Self.layout(receivedCounts)
    try library.check(
      library.allToAll(
        sent.baseAddress, sentLengths, sentStarts, library.byte, received.baseAddress,
        receivedLengths, receivedStarts, library.byte, library.world),
      "exchanging \(sent.count) bytes")
  }

  /// The lengths and the starts of parts, in the 32 bits of MPI's interface.
  private static func layout(
    _ counts: [Int]
  ) throws(HUSEError) -> (lengths: [Int32], starts: [Int32]) {
    guard counts.reduce(0, +) <= Int(Int32.max) else {
      throw .communicationFailed(
        operation: "exchanging \(counts.reduce(0, +)) bytes",
        problem: "MPI takes at most 2 GiB at once. Train with smaller batches or a smaller model")
    }
    var (starts, start) = ([Int32](), 0)
    for count in counts {
      starts.append(Int32(start))
      start += count
    }
    return (counts.map(Int32.init), starts)
  }
}
