import Foundation
internal import HUSECore

/// How a model of sentence-transformers makes one vector of its tokens, by the files that say it.
enum SentencePooling {
  private static let remedy = "Fetch the file again, or remove it and pass `pooling:`."

  private struct Module: Decodable {
    let type: String
  }

  /// `1_Pooling/config.json`: one switch for each way.
  private struct Switches: Decodable {
    var pooling_mode_cls_token: Bool?
    var pooling_mode_mean_tokens: Bool?
    var pooling_mode_max_tokens: Bool?
    var pooling_mode_mean_sqrt_len_tokens: Bool?
    var pooling_mode_weightedmean_tokens: Bool?
    var pooling_mode_lasttoken: Bool?
  }

  /// What a caller asks for, else what the files of a folder say, else the mean.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for what `BERTEncoder.Pooling` has no case for, or layers
  ///   behind the pooling; `.malformedFile` for files that cannot be read.
  static func pooling(
    in folder: URL, unlessAsked asked: BERTEncoder.Pooling?
  ) throws(HUSEError) -> BERTEncoder.Pooling {
    if let asked { return asked }
    let modules = folder.appendingPathComponent("modules.json")
    let types = try JSONDocument.decodeIfPresent(
      [Module].self, contentsOf: modules, remedy: remedy)?.map(\.type)
    let known = ["Transformer", "Pooling", "Normalize"]
    if let type = types?.first(where: { type in !known.contains { type.hasSuffix($0) } }) {
      throw .unsupportedFile(
        path: modules.path, found: "the module '\(type)'",
        supported: known.joined(separator: ", "))
    }
    let url = folder.appendingPathComponent("1_Pooling/config.json")
    guard
      let switches = try JSONDocument.decodeIfPresent(
        Switches.self, contentsOf: url, remedy: remedy)
    else { return .mean }
    let isOther = [
      switches.pooling_mode_max_tokens, switches.pooling_mode_mean_sqrt_len_tokens,
      switches.pooling_mode_weightedmean_tokens, switches.pooling_mode_lasttoken,
    ].contains(true)
    switch (switches.pooling_mode_cls_token ?? false, switches.pooling_mode_mean_tokens ?? false) {
    case (true, false) where !isOther: return .cls
    case (false, true) where !isOther: return .mean
    default:
      throw .unsupportedFile(
        path: url.path, found: "another pooling than of one kind",
        supported: "pooling_mode_mean_tokens or pooling_mode_cls_token, one of them true; or pass "
          + "`pooling:`")
    }
  }
}
