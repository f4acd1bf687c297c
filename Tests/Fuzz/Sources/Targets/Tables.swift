import Foundation
import HUSE
@testable import HUSEData

extension FuzzTarget {
  /// Files of text in rows.
  static let tables = [
    FuzzTarget("csv") { bytes throws(HUSEError) in
      let url = MemoryFolder.shared.write(bytes, to: "input.csv")
      attempt { () throws(HUSEError) in
        _ = try FeatureFile.matrix(contentsOf: url).firstNonFinite
      }
      attempt { () throws(HUSEError) in
        _ = try FeatureFile.labels(contentsOf: url)
          .labels(classNames: nil, allowsEmptyClasses: false, source: "labels")
      }
      attempt { () throws(HUSEError) in _ = try FeatureFile.lines(contentsOf: url) }
      var reader = CSVReader(bytes: Array(bytes), path: "input.csv")
      // Records behind one that cannot be read are read, and there is an end to them.
      var (isAtEnd, calls) = (false, 0)
      while !isAtEnd {
        attempt { () throws(HUSEError) in
          guard let record = try reader.next() else {
            isAtEnd = true
            return
          }
          _ = try record.texts()
        }
        calls += 1
        precondition(calls <= bytes.count + 1, "more records than lines")
      }
    },
    FuzzTarget("items") { bytes throws(HUSEError) in
      let folder = Pantry.folder
      for name in ["pantry/data.csv", "pantry/train_titles.csv", "pantry/test_titles.csv"] {
        _ = MemoryFolder.shared.write(bytes, to: name)
      }
      attempt { () throws(HUSEError) in _ = try UPMCFood101(contentsOf: folder) }
      attempt { () throws(HUSEError) in _ = try PairedItems(contentsOf: folder) }
      let items = try PairedItems(contentsOf: folder, onInvalidRow: .skip)
      precondition(
        items.allSatisfy {
          $0.image.standardizedFileURL.path.hasPrefix(folder.path + "/")
        }, "an image outside the folder")
      _ = try items.split(testFraction: 0.5, seed: 1)
    },
    FuzzTarget("synsets") { bytes throws(HUSEError) in
      let mapping = try SynsetMapping(
        contentsOf: MemoryFolder.shared.write(bytes, to: "synsets.csv"))
      _ = mapping.entry(for: "apple pie")
    },
  ]

  /// A folder of items with two images.
  private enum Pantry {
    static let folder: URL = {
      for part in ["", "train/food", "test/food"] {
        _ = MemoryFolder.shared.folder("pantry/images/\(part)")
      }
      for name in ["a.png", "b.png", "train/food/a.png", "test/food/a.png"] {
        _ = MemoryFolder.shared.write([0], to: "pantry/images/\(name)")
      }
      return MemoryFolder.shared.url.appendingPathComponent("pantry")
    }()
  }
}
