package import HUSECore

/// The input or output of a layer: a grid of positions with several channels each.
///
/// The channels of a position are contiguous, so that a 1×1 convolution is a matrix product
/// without rearrangement, and a depthwise convolution runs along contiguous memory.
package struct FeatureMap: Sendable {
  package let height: Int
  package let width: Int
  /// The values, `[height · width × channels]`, with the positions row by row.
  package let values: Matrix

  package var channels: Int { values.columns }

  /// Creates a map from its values.
  ///
  /// - Precondition: `values.rows == height * width`.
  package init(height: Int, width: Int, values: Matrix) {
    precondition(
      values.rows == height * width, "\(values.rows) positions for a map of \(height) × \(width)")
    self.height = height
    self.width = width
    self.values = values
  }
}
