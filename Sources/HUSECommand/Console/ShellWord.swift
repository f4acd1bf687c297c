/// A word of a command for somebody to type.
enum ShellWord {
  /// The word as a POSIX shell takes it, in quotation marks where it needs them.
  static func quoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-".unicodeScalars.contains($0)
    }
    guard !isPlain || text.isEmpty else { return text }
    return "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
