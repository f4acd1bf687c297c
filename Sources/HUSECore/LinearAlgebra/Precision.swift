internal import CHUSEKernels

/// The numbers that are multiplied in a step of training.
///
/// Whatever the precision, sums, weights, moments and activations have 32 bits.
public enum Precision: String, Sendable, Hashable, CaseIterable, Codable {
  /// 24 significant bits.
  case float32
  /// 8 significant bits: factors are rounded, which makes products faster on some CPUs.
  case bfloat16

  /// Whether this CPU has instructions that make products of this precision fast: for `bfloat16`,
  /// AVX512_BF16.
  public var isSupported: Bool {
    switch self {
    case .float32: true
    case .bfloat16: huse_cpu_has_bfloat16() != 0
    }
  }
}
