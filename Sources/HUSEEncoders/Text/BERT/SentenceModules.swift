import Foundation
internal import HUSECore

/// The parts of a model of sentence-transformers, and the folders that hold them.
///
/// `modules.json` lists them: a transformer, a pooling, and nothing behind it that changes
/// features. Without the file, the transformer lies in the folder itself and the pooling in
/// `1_Pooling`.
struct SentenceModules {
  /// The folder with `config.json`, the weights and the vocabulary.
  let transformer: URL
  /// The folder that says how tokens are pooled; `nil` if the model has no pooling.
  let pooling: URL?
  /// The first part that is not known, and the file that names it.
  private let unknown: (type: String, path: String)?

  private struct Module: Decodable {
    let type: String
    let path: String?
  }

  private static let known = ["Transformer", "Pooling", "Normalize"]
  private static let remedy = "Fetch the file again, or remove it and pass `pooling:`."

  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read or that leads out of the
  ///   folder.
  init(_ folder: URL) throws(HUSEError) {
    let url = folder.appendingPathComponent("modules.json")
    guard
      let modules = try JSONDocument.decodeIfPresent(
        [Module].self, contentsOf: url, remedy: Self.remedy)
    else {
      transformer = folder
      pooling = folder.appendingPathComponent("1_Pooling")
      unknown = nil
      return
    }
    func place(_ type: String) throws(HUSEError) -> URL? {
      guard let module = modules.first(where: { Self.name($0.type) == type }) else { return nil }
      let path = module.path ?? ""
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw .malformedFile(
          path: url.path, problem: "the path '\(path)' leads out of the folder",
          remedy: Self.remedy)
      }
      return path.isEmpty ? folder : folder.appendingPathComponent(path)
    }
    transformer = try place("Transformer") ?? folder
    pooling = try place("Pooling")
    unknown = modules.first { !Self.known.contains(Self.name($0.type)) }
      .map { ($0.type, url.path) }
  }

  /// Types are named by their module in Python, the last part by the class.
  private static func name(_ type: String) -> String {
    type.split(separator: ".").last.map(String.init) ?? type
  }

  /// - Throws: `HUSEError.unsupportedFile` for a part that is not known.
  func check() throws(HUSEError) {
    guard let unknown else { return }
    throw .unsupportedFile(
      path: unknown.path, found: "the module '\(unknown.type)'",
      supported: Self.known.joined(separator: ", "))
  }
}
