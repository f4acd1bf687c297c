public import Foundation
public import HUSE

/// A data set with a large file of image features.
public enum FeatureFolder {
  static let imageDimension = 2048
  static let textDimension = 64

  /// Pairs whose images are mapped from an .npy file of so many gigabytes in `folder`, which is
  /// written if it is not there.
  public static func mappedPairs(gigabytes: Double, in folder: URL) throws -> PairedFeatures {
    try PairedFeatures(contentsOf: written(gigabytes: gigabytes, in: folder))
  }

  /// The same pairs, read from the file batch after batch.
  public static func streamedPairs(gigabytes: Double, in folder: URL) throws -> FeatureStream {
    let data = try written(gigabytes: gigabytes, in: folder)
    return try FeatureStream(
      images: [data.appendingPathComponent("images.npy")],
      texts: [data.appendingPathComponent("texts.npy")],
      labels: PaperLabels.uniform(count: rowCount(gigabytes: gigabytes)),
      classNames: PaperLabels.names)
  }

  private static func written(gigabytes: Double, in folder: URL) throws -> URL {
    let rows = rowCount(gigabytes: gigabytes)
    let data = folder.appendingPathComponent("features-\(rows)")
    if !FileManager.default.fileExists(atPath: data.path) { try write(rows: rows, to: data) }
    return data
  }

  /// Pairs of the same kind, in memory.
  public static func pairsInMemory(gigabytes: Double) throws -> PairedFeatures {
    let rows = rowCount(gigabytes: gigabytes)
    return try PairedFeatures(
      images: .uniform(rows: rows, columns: imageDimension, in: 0...1, seed: 13),
      texts: .uniform(rows: rows, columns: textDimension, seed: 14),
      labels: PaperLabels.uniform(count: rows),
      classNames: PaperLabels.names, allowsEmptyClasses: true)
  }

  private static func rowCount(gigabytes: Double) -> Int {
    Int(gigabytes * 1e9) / (imageDimension * MemoryLayout<Float>.stride)
  }

  /// Writes into a folder with another name first: a folder that is there is whole.
  private static func write(rows: Int, to folder: URL) throws {
    let unfinished = folder.appendingPathExtension("unfinished")
    try? FileManager.default.removeItem(at: unfinished)
    try FileManager.default.createDirectory(at: unfinished, withIntermediateDirectories: true)
    try writeImages(rows: rows, to: unfinished.appendingPathComponent("images.npy"))
    try NPYFile.write(
      .uniform(rows: rows, columns: textDimension, seed: 14),
      to: unfinished.appendingPathComponent("texts.npy"))
    try NPYFile.write(
      PaperLabels.uniform(count: rows), to: unfinished.appendingPathComponent("labels.npy"))
    try Data(PaperLabels.names.joined(separator: "\n").utf8).write(
      to: unfinished.appendingPathComponent("classes.txt"))
    try FileManager.default.moveItem(at: unfinished, to: folder)
  }

  /// Writes block after block, so that the features never have to fit into memory.
  private static func writeImages(rows: Int, to url: URL) throws {
    let blockRows = 8192
    guard FileManager.default.createFile(atPath: url.path, contents: header(rows: rows)) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: url.path])
    }
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }
    try file.seekToEnd()
    for start in stride(from: 0, to: rows, by: blockRows) {
      let block = Matrix.uniform(
        rows: min(blockRows, rows - start), columns: imageDimension, in: 0...1,
        seed: UInt64(start))
      try block.withUnsafeBufferPointer { try file.write(contentsOf: Data(buffer: $0)) }
    }
  }

  /// The header of version 1.0, padded to 128 bytes.
  private static func header(rows: Int) -> Data {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(imageDimension)), }"
    let padded = text + String(repeating: " ", count: 117 - text.count) + "\n"
    return Data([0x93] + "NUMPY".utf8 + [1, 0, 118, 0] + padded.utf8)
  }
}
