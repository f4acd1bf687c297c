internal import CHUSEKernels

/// Memory that was freed and that the allocator keeps.
enum FreedMemory {
  /// Returns it to the system.
  ///
  /// After a model was read, that is the memory in which files were parsed and tensors reordered: a
  /// fifth of a small model.
  static func release() { huse_release_freed_memory() }
}
