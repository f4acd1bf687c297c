import Foundation
import HUSECore

/// The tokens of a Newick text, without comments and branch lengths.
struct NewickTokens {
  struct Token: CustomStringConvertible {
    enum Kind: Equatable {
      case opening, comma, closing, end
      case name(String)
    }
    let kind: Kind
    let line: Int

    var description: String {
      switch kind {
      case .opening: "'('"
      case .comma: "','"
      case .closing: "')'"
      case .end: "';'"
      case .name(let name): "'\(name)'"
      }
    }
  }

  private(set) var tokens: [Token] = []

  init(_ file: TextLines, _ tree: NamedTree) throws(HUSEError) {
    var commentLine: Int?
    for line in file.lines {
      var rest = line.text
      while let character = rest.first {
        if commentLine != nil {
          rest = rest.dropFirst()
          if character == "]" { commentLine = nil }
          continue
        }
        switch character {
        case _ where character.isWhitespace:
          rest = rest.dropFirst()
        case "[":
          commentLine = line.number
          rest = rest.dropFirst()
        case "'":
          tokens.append(
            Token(kind: .name(try Self.quoted(&rest, line.number, tree)), line: line.number))
        case ":":
          try Self.skipLength(&rest, line.number, tree)
        default:
          if let kind = Self.marks[character] {
            tokens.append(Token(kind: kind, line: line.number))
            rest = rest.dropFirst()
          } else {
            let word = rest.prefix { Self.marks[$0] == nil && !":[".contains($0) }
            let name = word.trimmingCharacters(in: .whitespaces)
            tokens.append(Token(kind: .name(name), line: line.number))
            rest = rest.dropFirst(word.count)
          }
        }
      }
    }
    if let commentLine {
      throw tree.malformed(
        "the comment that opens on line \(commentLine) is not closed", "Close it with ']'.")
    }
  }

  private static let marks: [Character: Token.Kind] = [
    "(": .opening, ",": .comma, ")": .closing, ";": .end,
  ]

  /// Reads a quoted name, in which a doubled quote stands for one.
  private static func quoted(
    _ rest: inout Substring, _ line: Int, _ tree: NamedTree
  ) throws(HUSEError) -> String {
    var name = ""
    rest = rest.dropFirst()
    while let character = rest.popFirst() {
      if character != "'" {
        name.append(character)
      } else if rest.first == "'" {
        name.append(character)
        rest = rest.dropFirst()
      } else {
        guard !name.isEmpty else {
          throw tree.malformed("line \(line) has an empty name", "Write a name, or no quotes.")
        }
        return name
      }
    }
    throw tree.malformed("the quote on line \(line) is not closed", "Close it on the same line.")
  }

  private static func skipLength(
    _ rest: inout Substring, _ line: Int, _ tree: NamedTree
  ) throws(HUSEError) {
    let text = rest.dropFirst().prefix { marks[$0] == nil && $0 != "[" }
    guard Double(text.trimmingCharacters(in: .whitespaces)) != nil else {
      throw tree.malformed(
        "line \(line) has '\(text)' as a branch length, expected a number",
        "Quote a name that contains ':'.")
    }
    rest = rest.dropFirst(1 + text.count)
  }
}
