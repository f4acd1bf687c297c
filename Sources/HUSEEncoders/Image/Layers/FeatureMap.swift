package import HUSECore

/// What a layer reads and writes: a grid of places with some channels each.
///
/// The channels of a place lie side by side, so that a convolution of one place is a matrix product
/// as it stands, and one over channels of their own runs along contiguous memory.
package struct FeatureMap: Sendable {
  package let height: Int
  package let width: Int
  /// `[height · width × channels]`, the places row after row.
  package let values: Matrix

  package var channels: Int { values.columns }

  /// - Precondition: `values.rows == height * width`.
  package init(height: Int, width: Int, values: Matrix) {
    precondition(
      values.rows == height * width, "\(values.rows) places for a map of \(height) × \(width)")
    self.height = height
    self.width = width
    self.values = values
  }
}
