internal import HUSECore

/// A part of a page, well-formed as HTML and as XML.
///
/// What is written in a literal is markup. What is interpolated is text, and escaped: names and
/// paths of the data cannot become markup.
struct Markup: Sendable, Equatable {
  private(set) var source: String

  static let empty: Markup = ""

  /// The text of a style sheet, which is not escaped.
  ///
  /// - Precondition: it does not come from data.
  static func trusted(_ text: String) -> Markup { Markup(source: text) }

  static func += (left: inout Markup, right: Markup) { left.source += right.source }
}

extension Markup: ExpressibleByStringInterpolation {
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { source += literal }

    mutating func appendInterpolation(_ text: String) { source += Markup.escaped(text) }

    mutating func appendInterpolation(_ number: Int) { source += "\(number)" }

    mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

    mutating func appendInterpolation(_ parts: [Markup]) {
      for part in parts { source += part.source }
    }
  }

  init(stringLiteral value: String) { source = value }
  init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  /// Text as it stands between tags and in quoted attributes.
  ///
  /// Control characters, which XML does not allow and which could turn the direction of writing,
  /// are shown as `\u{1b}`.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.escapingControls().unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // Noncharacters, which XML does not allow either.
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
