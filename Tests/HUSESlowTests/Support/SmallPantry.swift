import Foundation

/// A data set of a few drawn images with texts, in the layouts that FoodRetrieval and huse read.
struct SmallPantry {
  private let temporary: TemporaryFolder

  var folder: URL { temporary.url }

  private static let kinds:
    [(name: String, shape: DrawnImage.Shape, color: [UInt8], words: [String])] = [
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

  /// An empty folder, removed with the last copy of the pantry.
  init() throws { temporary = try TemporaryFolder() }

  func path(_ name: String) -> String { temporary.file(name).path }

  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try temporary.write(data, to: name).path
  }

  /// data.csv beside images/; 15 items in 3 classes.
  func writeItems(to name: String) throws {
    var table = "image,text,classes\n"
    for kind in Self.kinds {
      for (variant, word) in kind.words.enumerated() {
        let image = "\(kind.name)-\(variant).bmp"
        try write(
          DrawnImage(shape: kind.shape, color: kind.color, variant: variant).bytes,
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
            DrawnImage(shape: kind.shape, color: kind.color, variant: variant).bytes,
            to: "\(name)/images/\(part)/\(kind.name)/\(image)")
          table += "\(image),\(kind.words[variant]),\(kind.name)\n"
        }
      }
      try write(Data(table.utf8), to: "\(name)/\(part)_titles.csv")
    }
  }
}
