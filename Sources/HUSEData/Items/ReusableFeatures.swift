import Foundation
import HUSECore

/// Rows of an earlier set of items, which are the same where an image or a text has not changed.
struct ReusableFeatures {
  private struct Place {
    let file: Int
    let row: Int
  }

  private var files: [SafetensorsFile] = []
  private var places: [EncodingProgress.Part: [String: Place]] = [.images: [:], .texts: [:]]
  private var loaded: [EncodingProgress.Part: (file: Int, matrix: Matrix)] = [:]

  /// Opens files; one that is not there or damaged has no rows, and its items are encoded again.
  init(_ shards: [EncodingManifest.Shard], in folder: URL) {
    for shard in shards {
      guard let name = shard.file, (try? EncodingManifest.check(shard, in: folder)) != nil,
        let file = try? SafetensorsFile(contentsOf: folder.appendingPathComponent(name))
      else { continue }
      for part in [EncodingProgress.Part.images, .texts] {
        let list = (try? PairedFeatures.list(Self.fingerprintsName(part), in: file)) ?? nil
        guard let list, list.count == shard.rowCount,
          file.shape(of: part.rawValue)?.first == shard.rowCount
        else { continue }
        for (row, fingerprint) in list.enumerated() {
          places[part]?[fingerprint] = Place(file: files.count, row: row)
        }
      }
      files.append(file)
    }
  }

  /// Whether a row of this fingerprint is there.
  func contains(_ fingerprint: String, of part: EncodingProgress.Part) -> Bool {
    places[part]?[fingerprint] != nil
  }

  /// The features of a fingerprint; `nil` if they are not there or have another length.
  mutating func features(
    _ fingerprint: String, of part: EncodingProgress.Part, dimension: Int
  ) throws(HUSEError) -> Matrix? {
    guard let place = places[part]?[fingerprint] else { return nil }
    if loaded[part]?.file != place.file {
      let tensor = try files[place.file].tensor(part.rawValue)
      guard tensor.shape.count == 2, tensor.shape[1] == dimension else { return nil }
      loaded[part] = (place.file, tensor.matrix)
    }
    return loaded[part]?.matrix[rows: place.row..<place.row + 1]
  }

  /// The name of the metadata that holds the fingerprint of what each row was made of.
  static func fingerprintsName(_ part: EncodingProgress.Part) -> String {
    "\(part.rawValue)Fingerprints"
  }
}
