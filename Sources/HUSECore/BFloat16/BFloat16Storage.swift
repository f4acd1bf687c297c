/// Memory for bfloat16 numbers, initially zeros, aligned to 64 bytes.
///
/// It is shared: like `UnsafeSharedRows`, the values that refer to it do not copy it before they
/// write, and the invariant of that type applies. A thread writes what no other thread uses until
/// all threads have ended.
///
/// `@unchecked Sendable` because of this invariant.
package final class BFloat16Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<UInt16>
  let count: Int
  /// Owns the memory.
  private let memory: MatrixStorage

  init(count: Int) {
    memory = MatrixStorage(uninitializedCount: (count + 1) / 2)
    base = UnsafeMutableRawPointer(memory.base)
      .initializeMemory(as: UInt16.self, repeating: 0, count: count)
    self.count = count
  }
}
