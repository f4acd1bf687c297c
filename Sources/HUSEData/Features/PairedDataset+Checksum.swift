internal import HUSECore

extension PairedDataset {
  /// A checksum of the features of up to 64 rows that are spread over the data.
  ///
  /// - Throws: the errors of reading features.
  package var sampleChecksum: String {
    get throws(HUSEError) {
      let count = count
      let size = min(count, 64)
      let rows = (0..<size).map { $0 * (count - 1) / max(size - 1, 1) }
      var images = Matrix(rows: size, columns: imageDimension)
      var texts = Matrix(rows: size, columns: textDimension)
      if size > 0 { try gather(rows: rows[...], images: &images, texts: &texts) }
      var checksum = FileChecksum()
      for matrix in [images, texts] {
        matrix.withUnsafeBufferPointer { checksum.add(UnsafeRawBufferPointer($0)) }
      }
      return checksum.text
    }
  }
}
