import Foundation

/// The limits of this machine, or of the container in which the program runs.
enum SystemLimits {
  /// The size of the memory, in bytes.
  static var memory: UInt64 {
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { FileManager.default.contents(atPath: $0) }
      .compactMap { UInt64(String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace }) }
    return limits.reduce(ProcessInfo.processInfo.physicalMemory, min)
  }

  /// Raises the limit of open files as far as allowed, because a data set may have thousands of
  /// files.
  static func raiseOpenFiles() {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
  }
}
