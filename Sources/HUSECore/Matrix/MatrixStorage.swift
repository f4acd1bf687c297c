#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory for the values of matrices: newly allocated and aligned to 64 bytes, or part of a mapped
/// file.
///
/// `@unchecked Sendable`: the values are written only through `Matrix`, which copies the storage
/// first unless it is uniquely referenced and writable, so no two threads see a write; and through
/// `UnsafeSharedRows`, which are made from such a matrix and state who may write what.
package final class MatrixStorage: @unchecked Sendable {
  package static let alignment = 64
  /// The size of a large page on common platforms.
  private static let largePage = 2 << 20

  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  /// Keeps a mapped file alive; `nil` for memory allocated here.
  private let mapping: MappedFile?

  package var isWritable: Bool { mapping == nil }

  /// Allocates memory for `count` values, uninitialised.
  package init(uninitializedCount count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = bytes >= Self.largePage
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? Self.largePage : Self.alignment)
    #if os(Linux)
      // Without large pages, reading weights would look up a page for every row. This is a hint: if
      // the system has no large pages, or none left, nothing changes.
      if isLarge { madvise(raw, bytes / Self.largePage * Self.largePage, MADV_HUGEPAGE) }
    #endif
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
    mapping = nil
  }

  /// Refers to `count` values of a mapped file without copying them.
  ///
  /// - Precondition: the range is within the file and `byteOffset` is a multiple of 4.
  package init(mapping file: MappedFile, byteOffset: Int, count: Int) {
    precondition(
      byteOffset % MemoryLayout<Float>.alignment == 0
        && byteOffset + count * MemoryLayout<Float>.stride <= file.bytes.count,
      "mapped values at \(byteOffset), \(count) floats, outside a file of \(file.bytes.count) bytes"
    )
    let address = file.bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) + byteOffset }
    base =
      address?.bindMemory(to: Float.self, capacity: count)
      ?? UnsafeMutablePointer(bitPattern: Self.alignment)!
    self.count = count
    mapping = file
  }

  deinit {
    if mapping == nil { UnsafeMutableRawPointer(base).deallocate() }
  }
}
