import Foundation

/// Rejects matrices that do not fit in the memory of this machine before they are allocated.
package enum MemoryLimit {
  /// Checks the size of a matrix of `Float`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - copies: the number of matrices of this size that are needed at the same time.
  ///   - name: the name of the matrix, for the message.
  /// - Throws: `HUSEError.invalidArgument` if they take more than the memory of this machine.
  package static func check(
    rows: Int, columns: Int, copies: Int = 1, name: String
  ) throws(HUSEError) {
    let memory = ProcessInfo.processInfo.physicalMemory
    var (size, overflow) = (UInt64(MemoryLayout<Float>.size), false)
    for factor in [rows, columns, copies] where !overflow {
      (size, overflow) = size.multipliedReportingOverflow(by: UInt64(max(factor, 0)))
    }
    guard overflow || size > memory else { return }
    throw .invalidArgument(
      name: name, found: "[\(rows) × \(columns)]",
      expected: "a size that the memory of this machine holds, \(memory >> 20) MiB")
  }
}
