/// The normalisation of white space in texts and class names.
enum ItemText {
  /// The text with each run of white space replaced by a space, and none at its ends.
  static func cleaned(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
