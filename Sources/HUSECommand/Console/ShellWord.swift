import HUSE

/// A word of a shell command that a user can copy.
enum ShellWord {
  /// The word as a POSIX shell reads it, quoted if necessary.
  static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-".unicodeScalars.contains($0)
    }
    guard !isPlain || text.isEmpty else { return text }
    guard !text.unicodeScalars.contains(where: \.isControl) else { return dollarQuoted(text) }
    return "'" + text.replacing("'", with: #"'\''"#) + "'"
  }

  /// The text as `$'…'`, with escapes for bytes that would affect a terminal.
  private static func dollarQuoted(_ text: String) -> String {
    let bytes = text.utf8.map { byte in
      (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\\")
        ? String(UnicodeScalar(byte))
        : "\\" + String(repeating: "0", count: byte < 0o100 ? byte < 0o10 ? 2 : 1 : 0)
          + String(byte, radix: 8)
    }
    return "$'" + bytes.joined() + "'"
  }
}
