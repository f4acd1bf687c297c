import Foundation
import Glibc

/// What this process has used so far.
struct ResourceUsage {
  /// Processor time of all threads, in user and system mode.
  let processorSeconds: Double
  /// The most memory at any time, in MB of 10⁶ bytes.
  let peakMegabytes: Double

  /// The memory that is resident now, in MB of 10⁶ bytes; 0 if it cannot be read.
  static var residentMegabytes: Double {
    let line = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let numbers = line.split(separator: " ").compactMap { Double($0) }
    return numbers.count > 1 ? numbers[1] * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6 : 0
  }

  static var current: ResourceUsage {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return ResourceUsage(
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMegabytes: Double(usage.ru_maxrss) * 1024 / 1e6)
  }
}
