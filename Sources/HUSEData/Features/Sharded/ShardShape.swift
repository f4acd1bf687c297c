internal import HUSECore

/// What the parts of sharded pairs have in common.
struct ShardShape {
  let imageDimension: Int
  let textDimension: Int
  let classNames: [String]

  init(of pairs: some PairedDataset) {
    (imageDimension, textDimension) = (pairs.imageDimension, pairs.textDimension)
    classNames = pairs.classNames
  }

  /// A line for each length, and for each class.
  private var text: String {
    (["\(imageDimension)", "\(textDimension)"] + classNames.map(Self.escaped))
      .joined(separator: "\n")
  }

  private static func escaped(_ name: String) -> String {
    name.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  private static func unescaped(_ line: Substring) -> String {
    var (name, isEscaped) = ("", false)
    for character in line {
      if isEscaped {
        name.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        name.append(character)
      }
    }
    return name
  }

  private init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    (imageDimension, textDimension) = (Int(lines[0]) ?? 0, Int(lines[1]) ?? 0)
    classNames = lines.dropFirst(2).map(Self.unescaped)
  }

  /// The shape of all ranks that have pairs, of which this is one or has none.
  ///
  /// - Throws: `HUSEError.ranksDiffer` if two have different shapes, `.invalidData` if no rank has
  ///   pairs, `.communicationFailed`.
  static func agreed(
    _ own: ShardShape?, over communicator: any Communicator
  ) throws(HUSEError) -> ShardShape {
    let texts = try communicator.all(own?.text ?? "")
    guard let first = texts.firstIndex(where: { !$0.isEmpty }) else {
      throw .invalidData(
        source: "sharded pairs", problem: "are empty on every rank",
        remedy: "Give one rank at least a part of the data.")
    }
    let shape = ShardShape(texts[first])
    for (rank, text) in texts.enumerated() where !text.isEmpty && text != texts[first] {
      throw .ranksDiffer(
        rank: rank, differences: ShardShape(text).differences(from: shape, ofRank: first))
    }
    return shape
  }

  private func differences(from other: ShardShape, ofRank rank: Int) -> [String] {
    var differences: [String] = []
    func compare(_ name: String, _ here: Int, _ there: Int) {
      if here != there { differences.append("\(name) \(here), on rank \(rank) \(there)") }
    }
    compare("length of image features", imageDimension, other.imageDimension)
    compare("length of text features", textDimension, other.textDimension)
    compare("number of classes", classNames.count, other.classNames.count)
    if let (here, there) = zip(classNames, other.classNames).first(where: { $0 != $1 }) {
      differences.append("class '\(here)', on rank \(rank) '\(there)'")
    }
    return differences
  }
}
