import Foundation
internal import HUSECore

/// The files of a tokenizer and a configuration as transformers reads them.
struct TransformersFiles {
  private let tokenizer: Tokenizer
  private let model: TextModelConfiguration
  private let maximumLength: Int

  init(_ tokenizer: Tokenizer, model: TextModelConfiguration, maximumLength: Int) {
    (self.tokenizer, self.model, self.maximumLength) = (tokenizer, model, maximumLength)
  }

  private struct Settings: Encodable {
    var tokenizer_class: String
    var model_max_length: Int
    var model_input_names = ["input_ids", "attention_mask"]
    // With a tokenizer.json, which names no token for padding.
    var pad_token: String?
    // With a vocabulary of word pieces.
    var do_lower_case: Bool?
    var strip_accents: Bool?
    var tokenize_chinese_chars: Bool?
  }

  /// Writes the tokenizer in the form in which it was read.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a tokenizer that transformers would build in another
  ///   way, `.writeFailed`.
  func write(to folder: URL) throws(HUSEError) {
    func write(_ text: String, _ name: String) throws(HUSEError) {
      try AtomicWrite.write(Data(text.utf8), to: folder.appendingPathComponent(name))
    }
    var settings = Settings(
      tokenizer_class: "PreTrainedTokenizerFast", model_max_length: maximumLength)
    switch tokenizer.source {
    case .document:
      try AtomicWrite.write(
        Self.document(of: tokenizer), to: folder.appendingPathComponent("tokenizer.json"))
      settings.pad_token = try paddingToken()
    case .wordPieces(let tokens, _, _, _):
      guard case .bert(let normalizer) = tokenizer.normalizer else {
        throw Self.unsupported("lower case before the normaliser of a vocab.txt")
      }
      guard !tokens.contains(where: { $0.contains("\n") || $0.contains("\r") }) else {
        throw Self.unsupported("a token with a line break")
      }
      try write(tokens.map { $0 + "\n" }.joined(), "vocab.txt")
      settings.tokenizer_class = model.kind == .mpnet ? "MPNetTokenizer" : "BertTokenizer"
      settings.do_lower_case = normalizer.lowercases
      settings.strip_accents = normalizer.stripsAccents
      settings.tokenize_chinese_chars = normalizer.splitsChineseCharacters
    case .bytePairs(let vocabulary, let merges, _):
      guard !tokenizer.changes.lowercasesFirst else { throw Self.unsupported("lower case") }
      try write(vocabulary, "vocab.json")
      try write(merges, "merges.txt")
      settings.tokenizer_class = "RobertaTokenizer"
    case .sentencePieces(let bytes, _):
      guard !tokenizer.changes.lowercasesFirst else { throw Self.unsupported("lower case") }
      try AtomicWrite.write(bytes, to: folder.appendingPathComponent("sentencepiece.bpe.model"))
      settings.tokenizer_class = "XLMRobertaTokenizer"
    }
    try AtomicWrite.write(
      JSONDocument.encode(settings), to: folder.appendingPathComponent("tokenizer_config.json"))
  }

  private static func unsupported(_ found: String) -> HUSEError {
    .invalidArgument(
      name: "tokenizer of the text encoder", found: found,
      expected: "a tokenizer whose files say all of it; or export an ONNX graph of features")
  }

  /// The token that fills up shorter texts.
  private func paddingToken() throws(HUSEError) -> String {
    let number = Int32(clamping: model.paddingToken)
    if let token = tokenizer.added.tokens.first(where: { $0.number == number }) {
      return token.content
    }
    for name in ["[PAD]", "<pad>"] where tokenizer.tokenID(of: name) == number { return name }
    throw Self.unsupported("a padding token \(number) without a name among the added tokens")
  }

  /// The `tokenizer.json` of a tokenizer, with what other files of its model changed.
  ///
  /// - Throws: `HUSEError.invalidArgument` for a tokenizer that was not read from one.
  static func document(of tokenizer: Tokenizer) throws(HUSEError) -> Data {
    guard case .document(let text) = tokenizer.source else {
      throw unsupported("one without tokenizer.json")
    }
    guard tokenizer.changes != NormalizerChanges() else { return Data(text.utf8) }
    return try changed(Data(text.utf8)) { document in
      let changes = tokenizer.changes
      var normalizer = document["normalizer"] as? [String: Any]
      if normalizer?["type"] as? String == "BertNormalizer" {
        func set(_ key: String, _ value: Bool?) {
          if let value { normalizer?[key] = value }
        }
        set("lowercase", changes.lowercases)
        if changes.lowercases != nil { normalizer?["strip_accents"] = NSNull() }
        set("strip_accents", changes.stripsAccents)
        set("handle_chinese_chars", changes.splitsChineseCharacters)
      }
      if changes.lowercasesFirst {
        let steps: [[String: Any]] = [["type": "Lowercase"]] + [normalizer].compactMap(\.self)
        normalizer = ["type": "Sequence", "normalizers": steps]
      }
      document["normalizer"] = normalizer ?? NSNull()
    }
  }

  /// A `config.json` for weights of 32 bits, with the kind of the model.
  static func configuration(_ text: String, kind: TextModelKind) throws(HUSEError) -> Data {
    try changed(Data(text.utf8)) { document in
      document["model_type"] = document["model_type"] ?? kind.rawValue
      document["dtype"] = nil
      document["torch_dtype"] = "float32"
    }
  }

  private static func changed(
    _ data: Data, _ change: (inout [String: Any]) -> Void
  ) throws(HUSEError) -> Data {
    guard var document = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw unsupported("a document that is not JSON")
    }
    change(&document)
    guard
      let result = try? JSONSerialization.data(
        withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
    else { throw unsupported("a document that cannot be written as JSON") }
    return result
  }
}
