/// How an index stores its vectors.
///
/// For each value, a search reads 4 bytes (`float32`), 2 (`float16`) or 1 (`int8`). With many
/// items, reading determines the time of a single query.
public enum VectorStorage: String, Sendable, Hashable, CaseIterable, Codable {
  /// Single precision.
  case float32
  /// IEEE 754 binary16: each value is rounded to 11 significant bits, which changes a distance by
  /// less than 5e-4 (2⁻¹¹). It takes half the memory.
  case float16
  /// Whole numbers from −127 to 127 times a scale for each vector. A search scans them and then
  /// computes the distances of the best candidates from the vectors in single precision, which are
  /// kept as well. In a mapped file, only the single-precision vectors of the candidates are read.
  case int8
}
