import Foundation
import HUSE

/// What Open MPI says about this process in its environment.
enum MPIProcess {
  /// The number of threads of this process, if the user has not said it: its share of the cores of
  /// the machine; `nil` for all cores that it may use.
  static var threads: Int? {
    let environment = ProcessInfo.processInfo.environment
    guard environment["OPENBLAS_NUM_THREADS"] == nil,
      // mpirun has given each process its own cores.
      environment["OMPI_MCA_orte_bound_at_launch"] == nil,
      let count = environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap(Int.init), count > 1
    else { return nil }
    return max(1, ProcessInfo.processInfo.activeProcessorCount / count)
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
