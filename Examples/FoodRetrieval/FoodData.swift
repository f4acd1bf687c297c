import Foundation
import HUSE
import HUSEConsole

/// Encoded items, with the images and texts to show them.
struct FoodSet {
  /// What distinguishes its texts.
  let name: String
  let items: PairedItems
  let features: PairedFeatures
  /// The rows of the official test part; `nil` if the data set has none.
  let officialTest: [Int]?
}

/// Reads the data sets of a folder.
enum FoodData {
  /// Every set of texts in a folder: `data.csv`, and `data-hard.csv` beside it if there is one; or
  /// the official parts of UPMC Food-101.
  static func sets(in folder: URL, encoders: Encoders, cache: URL) throws -> [FoodSet] {
    if UPMCFood101.isLaidOut(in: folder) {
      let data = try UPMCFood101(contentsOf: folder, onInvalidRow: .skip)
      report(dropped: data.train.skipped + data.test.skipped)
      return [
        try set(
          "texts as they are", PairedItems(Array(data.train) + Array(data.test)),
          textsName: "texts",
          officialTest: Array(data.train.count..<data.train.count + data.test.count),
          encoders, cache)
      ]
    }
    let plain = try PairedItems(contentsOf: folder, onInvalidRow: .skip)
    report(dropped: plain.skipped)
    var sets = [
      try set("texts as they are", plain, textsName: "texts", officialTest: nil, encoders, cache)
    ]
    let hard = "data-hard.csv"
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent(hard).path) {
      let items = try PairedItems(contentsOf: folder, table: hard, onInvalidRow: .skip)
      sets.append(
        try set(
          "words of the class removed from the texts", items, textsName: "texts-hard",
          officialTest: nil, encoders, cache))
    }
    return sets
  }

  private static func set(
    _ name: String, _ items: PairedItems, textsName: String, officialTest: [Int]?,
    _ encoders: Encoders, _ cache: URL
  ) throws -> FoodSet {
    let features = try items.encoded(
      images: encoders.image, texts: encoders.text,
      cache: FeatureCache(
        folder: cache, imageEncoder: encoders.imageName, textEncoder: encoders.textName,
        textsName: textsName)
    ) { ProgressLine.show("\($0)") }
    ProgressLine.end()
    return FoodSet(name: name, items: items, features: features, officialTest: officialTest)
  }

  private static func report(dropped: [HUSEError]) {
    guard !dropped.isEmpty else { return }
    print("Skipped \(dropped.count) rows that cannot be used. The first:")
    for error in dropped.prefix(3) { print("  \(error)") }
  }
}
