import Dispatch
internal import HUSECore
import Synchronization

/// Computes independent results on all cores.
enum ConcurrentMap {
  /// The results of `body` for the indices `0..<count`, in order.
  ///
  /// A thread that is done takes the next index; each has a `state` of its own that its calls hand
  /// on.
  ///
  /// - Throws: the error of the smallest index for which `body` throws; larger ones may not have
  ///   been computed.
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
        // What was taken is computed: every index below one that fails has been.
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
