import Foundation
internal import HUSECore

/// Reads how a sentence-transformers model pools its tokens.
enum SentenceTransformerPooling {
  private static let remedy = Remedy.fetchAgain(orPass: .pooling)

  /// The `config.json` of a pooling: the names of the modes, or before version 5.4 a flag for each.
  private struct Configuration: Decodable {
    var pooling_mode: Modes?
    var pooling_mode_cls_token: Bool?
    var pooling_mode_mean_tokens: Bool?
    var pooling_mode_max_tokens: Bool?
    var pooling_mode_mean_sqrt_len_tokens: Bool?
    var pooling_mode_weightedmean_tokens: Bool?
    var pooling_mode_lasttoken: Bool?
    var include_prompt: Bool?

    /// The names of the modes.
    var modes: [String] {
      if let pooling_mode { return pooling_mode.names }
      let flags = [
        ("cls", pooling_mode_cls_token), ("max", pooling_mode_max_tokens),
        ("mean", pooling_mode_mean_tokens),
        ("mean_sqrt_len_tokens", pooling_mode_mean_sqrt_len_tokens),
        ("weightedmean", pooling_mode_weightedmean_tokens), ("lasttoken", pooling_mode_lasttoken),
      ]
      let names = flags.filter { $0.1 == true }.map(\.0)
      return names.isEmpty ? ["mean"] : names
    }
  }

  /// A name, or a list of names.
  private struct Modes: Decodable {
    let names: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      names = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
    }
  }

  /// The names of a pooling's modes, and whether the tokens of the prompt are pooled.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read.
  static func modes(
    in folder: URL
  ) throws(HUSEError) -> (names: [String], poolsPrompt: Bool)? {
    try JSONDocument.decodeIfPresent(
      Configuration.self, contentsOf: folder.appendingPathComponent("config.json"), remedy: remedy
    ).map { ($0.modes, $0.include_prompt ?? true) }
  }

  /// The pooling of a model; the mean if its files do not name one.
  ///
  /// - Parameters:
  ///   - modules: the folder of the model.
  ///   - hasPrompt: whether a prompt stands before the texts.
  /// - Returns: how tokens become one vector.
  /// - Throws: `HUSEError.unsupportedFile` for a pooling that `BERTEncoder.Pooling` has no case
  ///   for, or for layers behind the pooling; `.malformedFile` for files that cannot be read.
  static func pooling(
    of modules: SentenceTransformerModules, hasPrompt: Bool
  ) throws(HUSEError) -> BERTEncoder.Pooling {
    try modules.check()
    guard let url = modules.pooling?.appendingPathComponent("config.json"),
      let configuration = try JSONDocument.decodeIfPresent(
        Configuration.self, contentsOf: url, remedy: remedy)
    else { return .mean }
    guard configuration.include_prompt != false || !hasPrompt else {
      throw .unsupportedFile(
        path: url.path, found: "a pooling without the tokens of the prompt",
        supported: "'include_prompt' true", remedy: .pass(.pooling, to: "pool all tokens"))
    }
    switch configuration.modes {
    case ["cls"]: return .cls
    case ["mean"]: return .mean
    case let modes:
      throw .unsupportedFile(
        path: url.path, found: "the pooling '\(modes.joined(separator: "', '"))'",
        supported: "'mean' or 'cls'", remedy: .pass(.pooling, to: "use one of them"))
    }
  }
}
