import Foundation
internal import HUSECore

/// The modules of a sentence-transformers model and their folders.
///
/// `modules.json` lists them: a transformer, a pooling, and optionally a normalisation. Without the
/// file, the transformer is in the folder itself and the pooling in `1_Pooling`.
struct SentenceTransformerModules {
  /// The folder with `config.json`, the weights and the vocabulary.
  let transformer: URL
  /// The folder with the configuration of the pooling; `nil` if the model has no pooling.
  let pooling: URL?
  /// The first unsupported module, and the file that names it.
  private let unknown: (type: String, path: String)?

  private struct Module: Decodable {
    let type: String
    let path: String?
  }

  private static let known = ["Transformer", "Pooling", "Normalize"]
  private static let remedy = Remedy.fetchAgain(orPass: .pooling)

  /// Reads `modules.json` in a folder.
  ///
  /// - Throws: `HUSEError.malformedFile` for a file that cannot be read, or for a path outside the
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
    func location(of type: String) throws(HUSEError) -> URL? {
      guard let module = modules.first(where: { Self.name($0.type) == type }) else { return nil }
      let path = module.path ?? ""
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw .malformedFile(
          path: url.path, problem: "the path '\(path)' leads out of the folder",
          remedy: Self.remedy)
      }
      return path.isEmpty ? folder : folder.appendingPathComponent(path)
    }
    transformer = try location(of: "Transformer") ?? folder
    pooling = try location(of: "Pooling")
    unknown = modules.first { !Self.known.contains(Self.name($0.type)) }
      .map { ($0.type, url.path) }
  }

  /// The name of the Python class, without its module.
  private static func name(_ type: String) -> String {
    type.split(separator: ".").last.map(String.init) ?? type
  }

  /// Checks that all modules are supported.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for another module.
  func check() throws(HUSEError) {
    guard let unknown else { return }
    throw .unsupportedFile(
      path: unknown.path, found: "the module '\(unknown.type)'",
      supported: Self.known.joined(separator: ", "))
  }
}
