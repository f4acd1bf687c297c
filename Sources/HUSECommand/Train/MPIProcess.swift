import Foundation
import HUSE

/// What Open MPI says about this process in its environment.
enum MPIProcess {
  /// The number of threads of this process, if the user has not said it: its share of the cores of
  /// the machine, or the cores that `mpirun` binds it to if these are fewer; `nil` for all cores
  /// that it may use.
  static var threads: Int? {
    let environment = ProcessInfo.processInfo.environment
    guard environment["OPENBLAS_NUM_THREADS"] == nil,
      let count = environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap(Int.init), count > 1
    else { return nil }
    let share = sysconf(Int32(_SC_NPROCESSORS_ONLN)) / count
    return max(1, min(share, ProcessInfo.processInfo.activeProcessorCount))
  }

  /// Gives rank 0, which has learned of an error, the time to report it.
  ///
  /// When rank 0 has ended, `mpirun` ends this process. If this one ended first, rank 0 might be
  /// ended before it has said anything.
  static func waitForRank0() {
    signal(SIGTERM, SIG_DFL)
    sleep(5)
  }
}

extension DataOptions {
  /// Checks that the data are features, which every process can read.
  func checkForRanks() throws(HUSEError) {
    guard holdsFeatures else {
      throw .invalidData(
        source: data.path, problem: "holds images and texts, which --distributed does not encode",
        remedy: "Encode them first with `huse encode`, and pass its output.")
    }
  }
}
