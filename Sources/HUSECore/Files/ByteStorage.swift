#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes in newly allocated memory, aligned to 64 bytes, or in part of a mapped file.
///
/// `@unchecked Sendable`: the bytes are written only while the object is created.
package final class ByteStorage: @unchecked Sendable {
  /// The size of a large page on common platforms.
  private static let largePage = 2 << 20

  /// The bytes, which are valid for the lifetime of this object.
  package let bytes: UnsafeRawBufferPointer
  /// Keeps a mapped file alive; `nil` for memory allocated here.
  private let mapping: MappedFile?

  /// Allocates memory for `count` bytes, all of which `initialize` must set.
  package init(count: Int, _ initialize: (UnsafeMutableRawBufferPointer) -> Void) {
    let isLarge = count >= Self.largePage
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(count, 1), alignment: isLarge ? Self.largePage : MatrixStorage.alignment)
    #if os(Linux)
      // A hint to the system, as in `MatrixStorage`.
      if isLarge {
        madvise(memory.baseAddress, count / Self.largePage * Self.largePage, MADV_HUGEPAGE)
      }
    #endif
    let used = UnsafeMutableRawBufferPointer(rebasing: memory[0..<count])
    initialize(used)
    bytes = UnsafeRawBufferPointer(used)
    mapping = nil
  }

  /// Refers to bytes of a mapped file without copying them.
  ///
  /// - Precondition: the range is within the file.
  package init(mapping file: MappedFile, range: Range<Int>) {
    bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    mapping = file
  }

  /// A copy of several parts of memory, one after another.
  package static func joining(_ parts: [Slice<UnsafeRawBufferPointer>]) -> ByteStorage {
    ByteStorage(count: parts.reduce(0) { $0 + $1.count }) { target in
      var rest = target[...]
      for part in parts {
        UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: part))
        rest = rest.dropFirst(part.count)
      }
    }
  }

  /// Whether the bytes begin at a multiple of `alignment`.
  package func isAligned(to alignment: UInt) -> Bool {
    UInt(bitPattern: bytes.baseAddress) % alignment == 0
  }

  deinit {
    if mapping == nil { UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.deallocate() }
  }
}

extension ByteStorage: Equatable {
  /// Whether both hold the same bytes.
  package static func == (first: ByteStorage, second: ByteStorage) -> Bool {
    first === second || first.bytes.elementsEqual(second.bytes)
  }
}
