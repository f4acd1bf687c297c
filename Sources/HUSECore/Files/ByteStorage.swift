#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that are allocated here, aligned to 64, or part of a mapped file.
///
/// `@unchecked Sendable`: the bytes are written only while the object is created.
package final class ByteStorage: @unchecked Sendable {
  /// The size of a large page of the common platforms.
  private static let largePage = 2 << 20

  /// The bytes, valid as long as the object.
  package let bytes: UnsafeRawBufferPointer
  /// Keeps a mapped file alive; `nil` for memory allocated here.
  private let mapping: MappedFile?

  /// Allocates bytes, all of which `initialize` sets.
  package init(count: Int, _ initialize: (UnsafeMutableRawBufferPointer) -> Void) {
    let isLarge = count >= Self.largePage
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1), alignment: isLarge ? Self.largePage : MatrixStorage.alignment)
    #if os(Linux)
      // A hint, as for `MatrixStorage`.
      if isLarge {
        madvise(memory.baseAddress, count / Self.largePage * Self.largePage, MADV_HUGEPAGE)
      }
    #endif
    let used = UnsafeMutableRawBufferPointer(rebasing: memory[0..<count])
    initialize(used)
    bytes = UnsafeRawBufferPointer(used)
    mapping = nil
  }

  /// Refers to bytes of a mapped file, without a copy.
  ///
  /// - Precondition: the range lies in the file.
  package init(mapping file: MappedFile, range: Range<Int>) {
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    mapping = file
  }

  deinit {
    if mapping == nil { UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.deallocate() }
  }
}

extension ByteStorage: Equatable {
  /// Whether the bytes are the same.
  package static func == (first: ByteStorage, second: ByteStorage) -> Bool {
    first === second || first.bytes.elementsEqual(second.bytes)
  }
}
