import Foundation

/// A data set of a few drawn pictures with texts, in the layouts that FoodRetrieval and huse read.
final class SmallPantry: Sendable {
  let folder: URL

  private static let kinds:
    [(name: String, shape: Picture.Shape, color: [UInt8], words: [String])] = [
      (
        "fruit", .disc, [200, 30, 30],
        ["red apple", "ripe cherry", "sweet plum", "tomato", "berry"]
      ),
      (
        "pasta", .bars, [220, 190, 60],
        ["spaghetti", "long noodles", "linguine", "macaroni", "penne"]
      ),
      (
        "plates", .frame, [40, 60, 180],
        ["blue dish", "square plate", "tray", "small bowl", "platter"]
      ),
    ]

  /// An empty folder, removed with the last reference to the pantry.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("huse-pantry-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// data.csv beside images/; 15 items in 3 classes.
  func writeItems(to name: String) throws {
    var table = "image,text,classes\n"
    for kind in Self.kinds {
      for (variant, word) in kind.words.enumerated() {
        let image = "\(kind.name)-\(variant).bmp"
        try write(
          Picture(shape: kind.shape, color: kind.color, variant: variant).bytes,
          to: "\(name)/images/\(image)")
        table += "\(image),\"\(word), drawn\",\(kind.name)\n"
      }
    }
    try write(Data(table.utf8), to: "\(name)/data.csv")
  }

  /// The layout of UPMC Food-101: 9 training and 6 test items.
  func writeFood101(to name: String) throws {
    for (part, variants) in [("train", 0..<3), ("test", 3..<5)] {
      var table = ""
      for kind in Self.kinds {
        for variant in variants {
          let image = "\(kind.name)_\(variant).bmp"
          try write(
            Picture(shape: kind.shape, color: kind.color, variant: variant).bytes,
            to: "\(name)/images/\(part)/\(kind.name)/\(image)")
          table += "\(image),\(kind.words[variant]),\(kind.name)\n"
        }
      }
      try write(Data(table.utf8), to: "\(name)/\(part)_titles.csv")
    }
  }
}
