internal import CHUSEKernels

/// A set of CPU instructions for which the kernels are compiled.
public enum InstructionLevel: Int, Sendable, Hashable, CaseIterable {
  /// Plain loops in double precision, which define every kernel.
  case scalar = 0
  /// The instructions that the compiler assumes for the platform.
  case baseline = 1
  /// x86-64-v3: AVX2 and FMA.
  case v3 = 2
  /// x86-64-v4: AVX-512.
  case v4 = 3

  /// The highest level that this CPU supports, which is the one in use.
  public static let best = InstructionLevel(rawValue: Int(huse_best_level().rawValue)) ?? .baseline
}
