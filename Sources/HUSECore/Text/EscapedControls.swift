extension StringProtocol {
  /// The text made safe for a terminal or a log.
  ///
  /// Characters that would move the cursor, change colours, forge a line or change the writing
  /// direction are shown as `\u{1b}`, `\n` and so on.
  ///
  /// With `keepingLines`, line feeds are kept, for text of several lines.
  package func escapingControls(keepingLines: Bool = false) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isControl && scalar != "\t" && !(keepingLines && scalar == "\n")
    }
    guard unicodeScalars.contains(where: isEscaped) else { return String(self) }
    var result = ""
    for scalar in unicodeScalars {
      if isEscaped(scalar) {
        result += scalar.escape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether the character acts on a terminal instead of being shown.
  ///
  /// This includes control characters, line and paragraph separators, and characters that override
  /// or isolate the writing direction.
  package var isControl: Bool {
    switch value {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default:
      [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }
  }

  fileprivate var escape: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    default: "\\u{\(String(value, radix: 16))}"
    }
  }
}
