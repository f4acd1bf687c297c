internal import CHUSEKernels
internal import HUSECore

extension RGBImage {
  /// The pixels in `columns` and `rows` of this image resized to `width × height`.
  ///
  /// It equals Pillow's `resize` followed by `crop`, but computes only the pixels of the crop.
  /// libgd's scaling is not used: it does not widen its filter for smaller images and rounds
  /// differently, so that features would differ from those of the published networks.
  ///
  /// - Precondition: `columns` is in `0..<width`, `rows` is in `0..<height`, and neither is empty.
  package func resampled(
    width newWidth: Int, height newHeight: Int, columns: Range<Int>, rows: Range<Int>,
    filter: ResamplingFilter
  ) -> RGBImage {
    precondition(
      !columns.isEmpty && !rows.isEmpty && columns.lowerBound >= 0 && rows.lowerBound >= 0
        && columns.upperBound <= newWidth && rows.upperBound <= newHeight,
      "the part \(columns) × \(rows) of \(newWidth) × \(newHeight)")
    if newWidth == width && newHeight == height { return cropped(columns: columns, rows: rows) }
    let horizontal = ResamplingWeights(from: width, to: newWidth, range: columns, filter: filter)
    let vertical = ResamplingWeights(from: height, to: newHeight, range: rows, filter: filter)
    let lines = vertical.inputs
    let stride = columns.count * 3
    let narrowed = [UInt8](unsafeUninitializedCapacity: lines.count * stride) { target, count in
      pixels.withUnsafeBufferPointer { source in
        horizontal.apply(
          to: UnsafeBufferPointer(rebasing: source[(lines.lowerBound * width * 3)...]),
          lines: lines.count, inputLine: width * 3, outputLine: stride, step: 3, width: 3,
          target)
      }
      count = lines.count * stride
    }
    let result = [UInt8](unsafeUninitializedCapacity: rows.count * stride) { target, count in
      narrowed.withUnsafeBufferPointer { source in
        vertical.counted(from: lines.lowerBound).apply(
          to: source, lines: 1, inputLine: 0, outputLine: 0, step: stride, width: stride, target)
      }
      count = rows.count * stride
    }
    return RGBImage(width: columns.count, height: rows.count, pixels: result)
  }

  /// The pixels in `columns` and `rows`.
  private func cropped(columns: Range<Int>, rows: Range<Int>) -> RGBImage {
    let length = columns.count * 3
    let part = [UInt8](unsafeUninitializedCapacity: rows.count * length) { target, count in
      for (line, row) in rows.enumerated() {
        let start = (row * width + columns.lowerBound) * 3
        _ = target[(line * length)...].initialize(fromContentsOf: pixels[start..<start + length])
      }
      count = rows.count * length
    }
    return RGBImage(width: columns.count, height: rows.count, pixels: part)
  }

  /// This image resized to `width × height`.
  package func resized(
    width newWidth: Int, height newHeight: Int, filter: ResamplingFilter
  ) -> RGBImage {
    resampled(
      width: newWidth, height: newHeight, columns: 0..<newWidth, rows: 0..<newHeight,
      filter: filter)
  }
}

extension ResamplingWeights {
  fileprivate func apply(
    to source: UnsafeBufferPointer<UInt8>, lines: Int, inputLine: Int, outputLine: Int, step: Int,
    width: Int, _ target: UnsafeMutableBufferPointer<UInt8>
  ) {
    Kernels.best.table.pointee.resample(
      source.baseAddress, lines, inputLine, outputLine, step, width, first.count, taps, weights,
      first, used, target.baseAddress)
  }
}
