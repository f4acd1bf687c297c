import HUSECore

/// What the kernels are tried on: every instruction level of this CPU and sizes around the widths
/// of its vectors.
enum KernelGrid {
  static let levels = InstructionLevel.allCases.filter { Kernels($0) != nil }
  static let widths = [1, 3, 7, 8, 16, 17, 31, 64, 101]
  static let heights = [0, 1, 5]

  /// What a result may differ from the formula by, relative to its size: the scalar twin computes
  /// in double precision and rounds once or twice, the others add up in single precision.
  static func tolerance(_ level: InstructionLevel) -> Double {
    level == .scalar ? 1.3e-7 : 1e-6
  }
}
