import Glibc

/// What this process has used so far.
struct ResourceUsage {
  /// Processor time of all threads, in user and system mode.
  let processorSeconds: Double
  /// The most memory at any time, in MB of 10⁶ bytes.
  let peakMegabytes: Double

  static var current: ResourceUsage {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return ResourceUsage(
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMegabytes: Double(usage.ru_maxrss) * 1024 / 1e6)
  }
}
