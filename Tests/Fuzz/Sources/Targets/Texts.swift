import Foundation
import HUSE
@testable import HUSEEncoders

extension FuzzTarget {
  /// Vocabularies, settings, and the texts themselves.
  static let texts = [
    FuzzTarget("vocabulary") { bytes throws(HUSEError) in
      let tokenizer = try WordPiece(
        contentsOf: MemoryFolder.shared.write(bytes, to: "vocab.txt"))
      let text = "Two red apples, [SEP] crème brûlée 餃子"
      let count = Int32(tokenizer.vocabulary.tokens.count)
      precondition(tokenizer.tokenIDs(of: text).allSatisfy { (0..<count).contains($0) })
    },
    FuzzTarget("sentencepiece", longestInput: 1 << 14) { bytes throws(HUSEError) in
      try tokenize(with: MemoryFolder.shared.write(bytes, to: "tokenizer.model"))
    },
    // The same document as config.json, tokenizer_config.json and sentence_bert_config.json.
    FuzzTarget("bert") { bytes throws(HUSEError) in
      let folder = TinyBERT.folder
      for name in ["config", "tokenizer_config", "sentence_bert_config"] {
        _ = MemoryFolder.shared.write(bytes, to: "bert/\(name).json")
      }
      let encoder = try BERTEncoder(contentsOf: folder)
      _ = try encoder.features(of: ["two red apples"])
    },
    // A folder without vocab.txt, as newer tools save it.
    FuzzTarget("tokenizer", longestInput: 1 << 14) { bytes throws(HUSEError) in
      do throws(HUSEError) {
        try tokenize(with: MemoryFolder.shared.write(bytes, to: "tokenizer.json"))
      } catch {
        // What one tokenizer refuses another may read.
      }
      let folder = TinyBERT.folderWithoutVocabulary
      _ = MemoryFolder.shared.write(bytes, to: "bert-tokenizer/tokenizer.json")
      let encoder = try BERTEncoder(contentsOf: folder)
      _ = try encoder.features(of: ["two red apples, crème brûlée 餃子"])
    },
    // The index of weights in two files.
    FuzzTarget("shards") { bytes throws(HUSEError) in
      let folder = TinyBERT.folderOfShards
      _ = MemoryFolder.shared.write(bytes, to: "bert-shards/model.safetensors.index.json")
      let encoder = try BERTEncoder(contentsOf: folder)
      _ = try encoder.features(of: ["two red apples"])
    },
    FuzzTarget("text", longestInput: 2048) { bytes throws(HUSEError) in
      let text = String(decoding: bytes, as: UTF8.self)
      let count = Int32(TinyBERT.tokenizer.vocabulary.tokens.count)
      precondition(TinyBERT.tokenizer.tokenIDs(of: text).allSatisfy { (0..<count).contains($0) })
      let sentences = SentenceSplitter.sentences(in: text).map {
        TinyBERT.tokenizer.tokenIDs(of: $0)
      }
      precondition(TFIDF.salientTokens(8, ofSentences: sentences).count <= 8)
      _ = try ngrams.get().features(of: [text])
    },
  ]

  /// Every tokenizer gives every text numbers below the size of its vocabulary, but for those that
  /// a file itself puts around a text.
  private static func tokenize(with file: URL) throws(HUSEError) {
    let tokenizer = try Tokenizer(contentsOf: file)
    let count = Int32(tokenizer.vocabularySize)
    for text in [
      "Two red apples, [SEP] crème brûlée 餃子", "<mask>  ﬁ\u{301}\u{0}½ don't",
    ] {
      precondition(tokenizer.tokenIDs(of: text).allSatisfy { (0..<count).contains($0) })
    }
  }

  private static let ngrams = Result { () throws(HUSEError) in
    try HashedNGramEncoder(fittedTo: [], dimension: 16)
  }

  /// A model of a few kilobytes, which the script names.
  private enum TinyBERT {
    static let source: URL = {
      guard let path = ProcessInfo.processInfo.environment["HUSE_FUZZ_BERT"] else {
        fatalError("HUSE_FUZZ_BERT is not set: run Scripts/fuzz.")
      }
      return URL(fileURLWithPath: path)
    }()

    /// A copy, in which the settings can be exchanged.
    static let folder = copy("bert", of: ["vocab.txt", "model.safetensors"])

    static let folderWithoutVocabulary = copy(
      "bert-tokenizer", of: ["config.json", "model.safetensors"])

    /// A copy with the weights in `part-1.safetensors` and `part-2.safetensors`.
    static let folderOfShards: URL = {
      let folder = copy("bert-shards", of: ["config.json", "vocab.txt"])
      do {
        let whole = try SafetensorsFile(
          contentsOf: source.appendingPathComponent("model.safetensors"))
        for part in 1...2 {
          var tensors: [String: Tensor] = [:]
          for (index, name) in whole.names.sorted().enumerated() where index % 2 + 1 == part {
            tensors[name] = try whole.tensor(name)
          }
          try SafetensorsFile.write(
            tensors, to: folder.appendingPathComponent("part-\(part).safetensors"))
        }
      } catch {
        fatalError("\(error)")
      }
      return folder
    }()

    private static func copy(_ name: String, of files: [String]) -> URL {
      let folder = MemoryFolder.shared.folder(name)
      for file in files {
        guard let bytes = try? Data(contentsOf: source.appendingPathComponent(file)) else {
          fatalError("\(source.path) has no \(file)")
        }
        _ = MemoryFolder.shared.write(bytes, to: "\(name)/\(file)")
      }
      return folder
    }

    static let tokenizer: WordPiece = {
      do {
        return try WordPiece(contentsOf: source.appendingPathComponent("vocab.txt"))
      } catch {
        fatalError("\(error)")
      }
    }()
  }
}
