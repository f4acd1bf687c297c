import Dispatch
import Foundation
import Synchronization

/// A thread that runs the jobs of one actor, one after another.
///
/// Calls of libpq wait for the server. On a thread of their own they keep none of the few threads
/// that Swift runs tasks on.
final class ConnectionThread: SerialExecutor {
  private let jobs = Mutex<[UnownedJob]>([])
  /// Counts the jobs, and the request to stop, which comes without a job.
  private let requests = DispatchSemaphore(value: 0)

  init() {
    let thread = Thread { [self] in run() }
    thread.name = "HUSE PostgreSQL"
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    requests.signal()
  }

  /// Ends the thread after the jobs that were enqueued; it keeps this object until then.
  func stop() { requests.signal() }

  private func run() {
    while true {
      requests.wait()
      guard let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
      job.runSynchronously(on: asUnownedSerialExecutor())
    }
  }
}
