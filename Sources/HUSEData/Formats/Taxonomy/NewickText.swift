import Foundation
import HUSECore

/// A taxonomy in Newick format.
enum NewickText {
  static func tree(contentsOf url: URL) throws(HUSEError) -> NamedTree {
    let file = try TextLines(contentsOf: url)
    var tree = NamedTree(path: file.path)
    var tokens = try NewickTokens(file, tree).tokens[...]
    guard let first = tokens.first else { return tree }
    // The nodes whose parentheses are open.
    var open: [(node: Int, line: Int)] = []
    var current = try tree.add("", below: nil, line: first.line)
    var mayOpen = true
    var mayBeNamed = true
    while let token = tokens.popFirst() {
      switch token.kind {
      case .opening where mayOpen:
        open.append((current, token.line))
        current = try tree.add("", below: current, line: token.line)
      case .comma where !open.isEmpty:
        current = try tree.add("", below: open[open.count - 1].node, line: token.line)
        (mayOpen, mayBeNamed) = (true, true)
      case .closing where !open.isEmpty:
        current = open.removeLast().node
        (mayOpen, mayBeNamed) = (false, true)
      case .name(let name) where mayBeNamed:
        try tree.setName(name, of: current, line: token.line)
        (mayOpen, mayBeNamed) = (false, false)
      case .end where open.isEmpty:
        guard let next = tokens.first else { return tree }
        throw tree.malformed(
          "line \(next.line) continues with \(next) after the ';' that ends the tree",
          "Write only one tree to a file.")
      case .end:
        throw unclosed(open[open.count - 1].line, tree)
      default:
        throw tree.malformed(
          "line \(token.line) has \(token) where "
            + (mayBeNamed ? "a name is expected" : "',' or ')' is expected"),
          "Write a tree as in ((apple,pear)fruit,pizza)food;")
      }
    }
    if let last = open.last { throw unclosed(last.line, tree) }
    throw tree.malformed("does not end with ';'", "Add it; check that the file is complete.")
  }

  private static func unclosed(_ line: Int, _ tree: NamedTree) -> HUSEError {
    tree.malformed(
      "the '(' on line \(line) is not closed", "Close it; check that the file is complete.")
  }
}
