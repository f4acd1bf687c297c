import Foundation
import HUSECore

/// The features of an earlier set of items, which are reused for unchanged images and texts.
struct ReusableFeatures {
  private struct Position {
    let file: Int
    let row: Int
  }

  private var files: [SafetensorsFile] = []
  private var positions: [Modality: [String: Position]] = [.image: [:], .text: [:]]
  private var loaded: [Modality: (file: Int, matrix: Matrix)] = [:]

  /// Opens files.
  ///
  /// Missing or damaged ones are ignored, so that their items are encoded again.
  init(_ shards: [EncodingManifest.Shard], in folder: URL) { add(shards, in: folder) }

  /// Opens files of another folder as well.
  mutating func add(_ shards: [EncodingManifest.Shard], in folder: URL) {
    for shard in shards {
      guard let name = shard.file, (try? EncodingManifest.check(shard, in: folder)) != nil,
        let file = try? SafetensorsFile(contentsOf: folder.appendingPathComponent(name))
      else { continue }
      for modality in [Modality.image, .text] {
        let list = (try? PairedFeatures.list(Self.fingerprintsName(modality), in: file)) ?? nil
        guard let list, list.count == shard.rowCount,
          file.shape(of: modality.plural)?.first == shard.rowCount
        else { continue }
        for (row, fingerprint) in list.enumerated() {
          positions[modality]?[fingerprint] = Position(file: files.count, row: row)
        }
      }
      files.append(file)
    }
  }

  /// Whether there are features of a fingerprint.
  func contains(_ fingerprint: String, of modality: Modality) -> Bool {
    positions[modality]?[fingerprint] != nil
  }

  /// The features of a fingerprint; `nil` if there are none or they have another dimension.
  mutating func features(
    _ fingerprint: String, of modality: Modality, dimension: Int
  ) throws(HUSEError) -> Matrix? {
    guard let position = positions[modality]?[fingerprint] else { return nil }
    if loaded[modality]?.file != position.file {
      let tensor = try files[position.file].tensor(modality.plural)
      guard tensor.shape.count == 2, tensor.shape[1] == dimension else { return nil }
      loaded[modality] = (position.file, tensor.matrix)
    }
    return loaded[modality]?.matrix[rows: position.row..<position.row + 1]
  }

  /// The name of the metadata with the fingerprint of the input of each row.
  static func fingerprintsName(_ modality: Modality) -> String {
    "\(modality.plural)Fingerprints"
  }
}
