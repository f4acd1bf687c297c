import Dispatch
import Synchronization

extension Parallel {
  /// The results of `body` for the indices `0..<count`, in order.
  ///
  /// - Throws: the error of the smallest index for which `body` throws; larger ones may not have
  ///   been computed.
  package static func map<Value: Sendable, Failure: Error>(
    _ count: Int, _ body: @Sendable (_ index: Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    try map(count, state: {}) { (index, _: inout Void) throws(Failure) in try body(index) }
  }

  /// The results of `body` for the indices `0..<count`, in order; a thread that has finished takes
  /// the next index.
  ///
  /// - Parameters:
  ///   - count: the number of results.
  ///   - threads: the number of threads that work together.
  ///   - state: called once for each thread; the calls of `body` on a thread share its result, such
  ///     as memory that is reused.
  ///   - body: receives the index and the state of the thread.
  /// - Returns: a result for each index.
  /// - Throws: the error of the smallest index for which `body` throws; larger ones may not have
  ///   been computed.
  package static func map<State, Value: Sendable, Failure: Error>(
    _ count: Int, threads: Int = threadCount, state: @Sendable () -> State,
    _ body: @Sendable (_ index: Int, _ state: inout State) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    guard count > 0 else { return [] }
    var slots = [Result<Value, Failure>?](repeating: nil, count: count)
    slots.withUnsafeMutableBufferPointer { slots in
      // Each slot is written by one thread, and is read after all threads have ended.
      nonisolated(unsafe) let slots = slots
      let next = Atomic(0)
      let hasFailed = Atomic(false)
      @Sendable func work() {
        var state = state()
        // An index that was taken is computed, and so are all indices below one that fails.
        while !hasFailed.load(ordering: .relaxed) {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          do throws(Failure) {
            slots[index] = .success(try body(index, &state))
          } catch {
            slots[index] = .failure(error)
            hasFailed.store(true, ordering: .relaxed)
          }
        }
      }
      let threads = min(count, threads)
      if threads > 1 {
        DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
      } else {
        work()
      }
    }
    var values: [Value] = []
    values.reserveCapacity(count)
    for case let slot? in slots { values.append(try slot.get()) }
    return values
  }
}
