/// The parts of a `tokenizer.json` that matter, under their own names.
struct TokenizerContent: Decodable {
  struct Step: Decodable {
    let type: String
    // Normalizers
    var clean_text: Bool?
    var handle_chinese_chars: Bool?
    var strip_accents: Bool?
    var lowercase: Bool?
    var strip_left: Bool?
    var strip_right: Bool?
    var pattern: Pattern?
    var content: String?
    var prepend: String?
    var precompiled_charsmap: String?
    var normalizers: [Step]?
    // Pre-tokenizers
    var pretokenizers: [Step]?
    var add_prefix_space: Bool?
    var use_regex: Bool?
    var replacement: String?
    var prepend_scheme: String?
    var split: Bool?
    var behavior: String?
    var invert: Bool?
    var individual_digits: Bool?
    // Post-processors
    var processors: [Step]?
    var sep: SpecialToken?
    var cls: SpecialToken?
    var single: [TemplateItem]?
    var special_tokens: [String: TemplateToken]?
  }

  struct Pattern: Decodable {
    var string: String?
    var regex: String?

    enum CodingKeys: String, CodingKey {
      case string = "String"
      case regex = "Regex"
    }
  }

  /// A token with its number: a list of two.
  struct SpecialToken: Decodable {
    let number: Int32

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      _ = try container.decode(String.self)
      number = try container.decode(Int32.self)
    }
  }

  struct TemplateItem: Decodable {
    struct Named: Decodable {
      let id: String
    }
    var specialToken: Named?
    var sequence: Named?

    enum CodingKeys: String, CodingKey {
      case specialToken = "SpecialToken"
      case sequence = "Sequence"
    }
  }

  struct TemplateToken: Decodable {
    let ids: [Int32]
  }

  struct AddedToken: Decodable {
    let id: Int
    let content: String
    var single_word: Bool?
    var lstrip: Bool?
    var rstrip: Bool?
    var normalized: Bool?
  }

  struct Model: Decodable {
    var type: String?
    var unk_token: String?
    var continuing_subword_prefix: String?
    var end_of_word_suffix: String?
    var max_input_chars_per_word: Int?
    var fuse_unk: Bool?
    var byte_fallback: Bool?
    var ignore_merges: Bool?
    var dropout: Double?
    var merges: [Merge]?
    var unk_id: Int?
    /// Pieces with their scores; other models have an object here.
    var vocab: Pieces?
  }

  /// Two tokens: a list, or before version 0.20 a string with a space between them.
  struct Merge: Decodable {
    let tokens: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let line = try? container.decode(String.self) {
        tokens = line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
          .map { String($0) }
      } else {
        tokens = try container.decode([String].self)
      }
    }
  }

  struct Pieces: Decodable {
    let pieces: [(token: String, score: Double)]?

    private struct Piece: Decodable {
      let token: String
      let score: Double

      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        token = try container.decode(String.self)
        score = try container.decode(Double.self)
      }
    }

    init(from decoder: any Decoder) throws {
      guard (try? decoder.unkeyedContainer()) != nil else {
        pieces = nil
        return
      }
      pieces = try decoder.singleValueContainer().decode([Piece].self).map { ($0.token, $0.score) }
    }
  }

  let model: Model
  var normalizer: Step?
  var pre_tokenizer: Step?
  var post_processor: Step?
  var added_tokens: [AddedToken]?
}
