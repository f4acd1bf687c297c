import Dispatch
internal import HUSECore
import Synchronization

/// Computes independent results on all cores.
enum ConcurrentMap {
  /// The results of `body` for the indices `0..<count`, in order.
  ///
  /// A thread that has finished an index takes the next one. Each thread has its own `state`, which
  /// is passed from call to call.
  ///
  /// - Throws: the error of the smallest index for which `body` throws. The results of larger
  ///   indices may not have been computed.
  static func results<State, Value: Sendable>(
    count: Int, threads: Int = Parallel.threadCount, state: @Sendable () -> State,
    _ body: @Sendable (_ index: Int, _ state: inout State) throws(HUSEError) -> Value
  ) throws(HUSEError) -> [Value] {
    guard count > 0 else { return [] }
    let threads = min(count, threads)
    var slots = [Result<Value, HUSEError>?](repeating: nil, count: count)
    slots.withUnsafeMutableBufferPointer { slots in
      // Each slot is written by one thread, and read after all of them have ended.
      nonisolated(unsafe) let slots = slots
      let next = Atomic(0)
      let hasFailed = Atomic(false)
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        var state = state()
        // A thread computes every index that it takes, so all indices below a failed one are
        // computed.
        while !hasFailed.load(ordering: .relaxed) {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          do throws(HUSEError) {
            slots[index] = .success(try body(index, &state))
          } catch {
            slots[index] = .failure(error)
            hasFailed.store(true, ordering: .relaxed)
            return
          }
        }
      }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    var firstFailure: HUSEError?
    for slot in slots {
      switch slot {
      case .success(let value): values.append(value)
      case .failure(let error): firstFailure = firstFailure ?? error
      case nil: continue
      }
    }
    if let firstFailure { throw firstFailure }
    return values
  }
}
