internal import HUSECore

/// The numbers in which an encoder keeps the matrices of a transformer and the vectors of tokens.
///
/// ```swift
/// let encoder = try PretrainedTextEncoder(contentsOf: folder, precision: .int8)
/// ```
///
/// Whatever the precision, states and normalisation have 32 bits, and weights that the file stores
/// with fewer bits stay as they are. Model files keep the precision.
public enum EncoderPrecision: String, Sendable, Hashable, CaseIterable, Codable {
  /// Those of the file.
  ///
  /// Weights of 16 bits take half the memory and give the features that the same numbers give with
  /// 32 bits.
  case stored
  /// At most 16 bits: weights of 32 bits are rounded to 8 significant bits.
  case bfloat16
  /// 8 bits: a whole number from −127 to 127 times a scale for each output and each token.
  ///
  /// The inputs of products are rounded to bytes as well, with a scale for each row. The sums are
  /// integers, which CPUs with VNNI compute several times as fast. Before weights and inputs are
  /// rounded, blocks of 64 are rotated by a Hadamard matrix, so that few large inputs do not take
  /// the precision of the others (QuaRot, Ashkboos et al. 2024). What is added to every token, such
  /// as positions, has at least 16 bits. On CPUs with AVX512_BF16 the factors of the products of
  /// attention have 16 bits.
  case int8

  /// Rounds the weights of a tensor if they have more bits.
  ///
  /// - Throws: `HUSEError.malformedFile` for weights that are not finite, `.unsupportedFile` for
  ///   rows that are too long for bytes.
  func rounded(
    _ weights: WeightMatrix, named name: String, path: String
  ) throws(HUSEError) -> WeightMatrix {
    switch (self, weights.values) {
    case (.stored, _), (_, .int8), (.bfloat16, .halves): return weights
    case (.bfloat16, .float32(let matrix)): return WeightMatrix(rounding: matrix, to: .bfloat16)
    case (.int8, _):
      guard weights.firstNonFinite == nil else {
        throw .malformedFile(
          path: path, problem: "tensor '\(name)' holds values that are not finite",
          remedy: "The weights of the model are damaged; fetch them again.")
      }
      guard weights.columns <= WeightMatrix.mostColumnsOfBytes else {
        throw .unsupportedFile(
          path: path, found: "rows of \(weights.columns) weights in tensor '\(name)' as int8",
          supported: "at most \(WeightMatrix.mostColumnsOfBytes)")
      }
      let rounded = WeightMatrix(roundingToBytes: weights)
      guard rounded.firstNonFinite == nil else {
        throw .malformedFile(
          path: path, problem: "tensor '\(name)' holds values that are too large for bytes",
          remedy: "The weights of the model are damaged; fetch them again.")
      }
      return rounded
    }
  }
}
