import Foundation
import HUSECore

/// A name a line, indented further than the name it belongs under.
enum IndentedText {
  static func tree(contentsOf url: URL) throws(HUSEError) -> NamedTree {
    let file = try TextLines(contentsOf: url)
    var tree = NamedTree(path: file.path)
    /// From the root to the line before.
    var way: [(indent: Int, node: Int)] = []
    var firstIndented: (character: Character, line: Int)?
    for line in file.lines {
      let indent = line.text.prefix(while: \.isWhitespace)
      let name = line.text.trimmingCharacters(in: .whitespaces)
      guard !name.hasPrefix("#") else { continue }
      for character in indent {
        let first = firstIndented ?? (character, line.number)
        firstIndented = first
        guard character == first.character, character == " " || character == "\t" else {
          throw tree.malformed(
            "line \(line.number) is indented with \(Self.name(of: character)), "
              + "line \(first.line) with \(Self.name(of: first.character))",
            "Indent with spaces alone or with tabs alone.")
        }
      }
      let open = way.map(\.indent)
      while let last = way.last, last.indent >= indent.count { way.removeLast() }
      // Further out than the line before, it has to stand where a line above it stands.
      if let last = open.last, indent.count < last, !open.contains(indent.count) {
        throw tree.malformed(
          "line \(line.number) is indented by \(indent.count), expected one of "
            + open.map(String.init).joined(separator: ", "),
          "Indent it as the line that it stands beside.")
      }
      let node = try tree.add(name, below: way.last?.node, line: line.number)
      way.append((indent.count, node))
    }
    return tree
  }

  private static func name(of character: Character) -> String {
    switch character {
    case " ": "spaces"
    case "\t": "tabs"
    default: "other white space"
    }
  }
}
