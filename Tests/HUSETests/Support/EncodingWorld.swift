import Foundation
import HUSEData
import HUSEEncoders

/// The number of bytes of a text, and of a file; a file of "broken" cannot be encoded.
struct SizeEncoder: TextEncoder, ImageEncoder {
  let dimension = 2

  func features(of texts: [String]) throws(HUSEError) -> Matrix {
    try Matrix(rows: texts.map { [Float($0.utf8.count), $0 == "nothing" ? .nan : 1] })
  }

  func features(of images: [ImageSource]) throws(HUSEError) -> Matrix {
    var rows: [[Float]] = []
    for image in images {
      guard case .file(let url) = image, let data = try? Data(contentsOf: url),
        data != Data("broken".utf8)
      else {
        throw .encodingFailed(input: "a file", problem: "is broken", remedy: "Mend it.")
      }
      rows.append(data == Data("blank".utf8) ? [0, 0] : [Float(data.count), 1])
    }
    return try Matrix(rows: rows)
  }
}

/// Seven items, and jobs that encode them into a folder.
struct EncodingWorld {
  let folder: TemporaryFolder
  let output: URL

  init() throws {
    folder = try TemporaryFolder()
    output = folder.url.appendingPathComponent("features")
  }

  /// The values of rows that begin with the lengths of what was encoded.
  static func rows(_ lengths: [Int]) -> [Float] { lengths.flatMap { [Float($0), 1] } }

  func items(
    images: [Int: String] = [:], texts: [Int: String] = [:]
  ) throws -> PairedItems {
    PairedItems(
      try (0..<7).map { number in
        PairedItem(
          image: try folder.write(
            images[number] ?? String(repeating: "x", count: number + 1), to: "\(number).png"),
          text: texts[number] ?? String(repeating: "y", count: number + 1),
          className: number.isMultiple(of: 2) ? "even" : "odd", identifier: "\(number).png",
          group: number < 2 ? "first" : nil, row: number + 10)
      })
  }

  func job(
    _ items: PairedItems, image: String = "1", text: String = "1", shardSize: Int = 3,
    precision: StoredPrecision = .float32,
    onInvalidItem: InvalidRowPolicy = .fail, in folder: URL? = nil, joining parts: [URL] = []
  ) throws -> EncodingJob {
    try EncodingJob(
      items: items, folder: folder ?? output, images: SizeEncoder(),
      identity: EncoderIdentity(name: "size", dimension: 2, fingerprint: image),
      texts: SizeEncoder(),
      identity: EncoderIdentity(name: "length", dimension: 2, fingerprint: text),
      shardSize: shardSize, precision: precision, onInvalidItem: onInvalidItem, joining: parts)
  }

  /// The names of the files in the folder.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: output.path).sorted()
  }

  /// What a caller throws to stop a job.
  struct Stop: Error {}
}
