import Foundation

/// Scales each column of the features to mean 0 and standard deviation 1 before a tower.
///
/// The features of image networks differ in scale between columns; standardised features train in
/// fewer steps. The scaling is fitted on training data and stored with the tower.
public struct FeatureScaling: Sendable, Equatable {
  /// The mean that is subtracted, `[1 × columns]`.
  public let mean: Matrix
  /// The factor that multiplies the difference, `[1 × columns]`.
  public let scale: Matrix

  /// The number of columns.
  public var dimension: Int { mean.columns }

  /// Creates a scaling from a mean and a factor for each column.
  ///
  /// - Throws: `HUSEError.shapeMismatch` if they differ in length.
  public init(mean: Vector, scale: Vector) throws(HUSEError) {
    guard mean.count == scale.count else {
      throw .shapeMismatch(
        expected: [mean.count], found: [scale.count], in: "feature scaling",
        remedy: "Pass one mean and one factor for each column.")
    }
    self.mean = Matrix(row: Array(mean))
    self.scale = Matrix(row: Array(scale))
  }

  /// Creates a scaling from the mean and deviation of each column of `features`,
  /// `[rows × columns]`.
  ///
  /// A column with a deviation below a thousandth of the root mean square of all deviations is only
  /// shifted, because its noise would otherwise outweigh the other columns.
  public init(standardizing features: Matrix) {
    var statistics = ColumnStatistics(columns: features.columns)
    statistics.addToMeans(features)
    statistics.addToDeviations(features)
    self.init(statistics)
  }

  /// Creates a scaling from the mean of each column of `features`, `[rows × columns]`; deviations
  /// are unchanged.
  public init(centering features: Matrix) {
    self = FeatureScaling(standardizing: features).centering
  }

  /// Computes the scalings of pairs whose features need not fit in memory.
  ///
  /// The features are read twice, in blocks of rows. The result has the same bits as with
  /// `init(standardizing:)`.
  ///
  /// - Throws: what reading the pairs throws.
  public static func standardizing(
    _ pairs: some PairedDataset
  ) throws(HUSEError) -> (images: FeatureScaling, texts: FeatureScaling) {
    let measured = try standardizing(pairs, measuresImages: true, measuresTexts: true)
    return (measured.images!, measured.texts!)
  }

  /// Computes the scalings of the requested modalities, and reads nothing if none is requested.
  package static func standardizing(
    _ pairs: some PairedDataset, measuresImages: Bool, measuresTexts: Bool
  ) throws(HUSEError) -> (images: FeatureScaling?, texts: FeatureScaling?) {
    var images = measuresImages ? ColumnStatistics(columns: pairs.imageDimension) : nil
    var texts = measuresTexts ? ColumnStatistics(columns: pairs.textDimension) : nil
    guard measuresImages || measuresTexts else { return (nil, nil) }
    try pairs.forEachBlock { imageRows, textRows, _ in
      images?.addToMeans(imageRows)
      texts?.addToMeans(textRows)
    }
    try pairs.forEachBlock { imageRows, textRows, _ in
      images?.addToDeviations(imageRows)
      texts?.addToDeviations(textRows)
    }
    return (images.map(FeatureScaling.init), texts.map(FeatureScaling.init))
  }

  /// The same scaling, but without a change of the deviations.
  public var centering: FeatureScaling {
    FeatureScaling(mean: mean, scale: Matrix(rows: 1, columns: mean.columns, repeating: 1))
  }

  private init(_ statistics: ColumnStatistics) {
    self.init(mean: statistics.means, scale: statistics.factors)
  }

  private init(mean: Matrix, scale: Matrix) {
    self.mean = mean
    self.scale = scale
  }

  /// Scales features in place.
  func apply(to features: inout some WritableRows) {
    let columns = features.columns
    guard columns > 0 else { return }
    features.withUnsafeMutableBufferPointer { values in
      mean.withUnsafeBufferPointer { mean in
        scale.withUnsafeBufferPointer { scale in
          for start in stride(from: 0, to: values.count, by: columns) {
            for column in 0..<columns {
              values[start + column] = (values[start + column] - mean[column]) * scale[column]
            }
          }
        }
      }
    }
  }
}
