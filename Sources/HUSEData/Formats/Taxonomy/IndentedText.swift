import Foundation
import HUSECore

/// A taxonomy with one name per line, indented further than its parent.
enum IndentedText {
  static func tree(contentsOf url: URL) throws(HUSEError) -> NamedTree {
    let file = try TextLines(contentsOf: url)
    var tree = NamedTree(path: file.path)
    // The path from the root to the previous line.
    var path: [(indent: Int, node: Int)] = []
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
            "Indent either with spaces or with tabs.")
        }
      }
      let open = path.map(\.indent)
      while let last = path.last, last.indent >= indent.count { path.removeLast() }
      // A line that is indented less than the previous one must match an earlier line.
      if let last = open.last, indent.count < last, !open.contains(indent.count) {
        throw tree.malformed(
          "line \(line.number) is indented by \(indent.count), expected one of "
            + open.map(String.init).joined(separator: ", "),
          "Indent it like its siblings.")
      }
      let node = try tree.add(name, below: path.last?.node, line: line.number)
      path.append((indent.count, node))
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
