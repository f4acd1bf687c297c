internal import HUSECore

extension TokenizerDocument {
  func added(
    normalizer: TextNormalizer?, model: any TokenModel
  ) throws(HUSEError) -> AddedTokens {
    let tokens = content.added_tokens ?? []
    try TokenNumbers.check(tokens.map { ($0.content, $0.id) }, path: path)
    return AddedTokens(
      tokens.map { token in
        AddedTokens.Token(
          content: token.content,
          number: model.number(of: token.content) ?? Int32(token.id),
          isSingleWord: token.single_word ?? false, stripsLeft: token.lstrip ?? false,
          stripsRight: token.rstrip ?? false, isNormalized: token.normalized ?? false)
      }, normalizer: normalizer)
  }

  func frame() throws(HUSEError) -> TokenFrame {
    guard let step = content.post_processor else { return TokenFrame() }
    let frame = try frame(step)
    try TokenNumbers.check(
      (frame.before + frame.after).map { ("post_processor", Int($0)) }, path: path)
    return frame
  }

  private func frame(_ step: TokenizerContent.Step) throws(HUSEError) -> TokenFrame {
    switch step.type {
    case "BertProcessing", "RobertaProcessing":
      guard let first = step.cls?.number, let last = step.sep?.number else {
        throw malformed("the \(step.type) has no 'cls' and 'sep'")
      }
      return TokenFrame(before: [first], after: [last])
    case "TemplateProcessing": return try templateFrame(step)
    case "ByteLevel": return TokenFrame()
    case "Sequence":
      var frame = TokenFrame()
      for step in step.processors ?? [] {
        let next = try self.frame(step)
        guard frame.count == 0 || next.count == 0 else {
          throw unsupported("two post-processors that add tokens", "one of them")
        }
        if next.count > 0 { frame = next }
      }
      return frame
    default:
      throw unsupported(
        "the post-processor '\(step.type)'",
        "BertProcessing, ByteLevel, RobertaProcessing, Sequence, TemplateProcessing")
    }
  }

  private func templateFrame(_ step: TokenizerContent.Step) throws(HUSEError) -> TokenFrame {
    var frame = TokenFrame()
    var isBehind = false
    for item in step.single ?? [] {
      if let name = item.specialToken?.id {
        guard let token = step.special_tokens?[name] else {
          throw malformed("the template names '\(name)', which 'special_tokens' does not have")
        }
        if isBehind { frame.after += token.ids } else { frame.before += token.ids }
      } else if item.sequence?.id == "A", !isBehind {
        isBehind = true
      } else {
        throw malformed("the template for one text holds more than one text")
      }
    }
    guard isBehind else { throw malformed("the template for one text holds no text") }
    return frame
  }
}
