/// What SentencePiece does with the spaces of a text.
struct SentencePieceSpaces: Sendable, Hashable {
  /// Whether a space is put before the text.
  var addsPrefix = true
  /// Whether spaces at the ends and after other spaces are left out.
  var removesExtra = true
  /// Whether spaces become U+2581.
  var escapes = true
  /// Whether the mark stands behind a word and not before it.
  var followWords = false

  /// The text with marks, which is what a table of characters has left of a text.
  func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let mark: Unicode.Scalar = escapes ? "\u{2581}" : " "
    var rest = text[...]
    if removesExtra { rest = rest.drop { $0 == " " } }
    guard !rest.isEmpty || text.isEmpty else { return [] }
    var result: [Unicode.Scalar] = addsPrefix && !followWords ? [mark] : []
    var follows = removesExtra
    for scalar in rest {
      if scalar == " " {
        if !follows || !removesExtra { result.append(mark) }
        follows = true
      } else {
        result.append(scalar)
        follows = false
      }
    }
    if removesExtra { while result.last == mark || result.last == " " { result.removeLast() } }
    if addsPrefix, followWords { result.append(mark) }
    return result
  }
}
