import Foundation
internal import HUSECore

/// Reads the default prompt of a sentence-transformers model, which stands before each text.
enum SentenceTransformerPrompt {
  private static let remedy = Remedy.fetchAgain(orPass: .prompt)

  private struct Settings: Decodable {
    var prompts: [String: String]?
    var default_prompt_name: String?
  }

  /// The prompts of a folder by their names.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read.
  static func prompts(in folder: URL) throws(HUSEError) -> [String: String] {
    try JSONDocument.decodeIfPresent(
      Settings.self,
      contentsOf: folder.appendingPathComponent("config_sentence_transformers.json"),
      remedy: remedy)?.prompts ?? [:]
  }

  /// The default prompt of a folder, empty if it has none.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read, or that has no prompt of
  ///   that name.
  static func prompt(in folder: URL) throws(HUSEError) -> String {
    let url = folder.appendingPathComponent("config_sentence_transformers.json")
    guard
      let settings = try JSONDocument.decodeIfPresent(
        Settings.self, contentsOf: url, remedy: remedy),
      let name = settings.default_prompt_name
    else { return "" }
    guard let prompt = settings.prompts?[name] else {
      throw .malformedFile(
        path: url.path,
        problem: "'default_prompt_name' is '\(name)', which 'prompts' does not have",
        remedy: remedy)
    }
    return prompt
  }
}
