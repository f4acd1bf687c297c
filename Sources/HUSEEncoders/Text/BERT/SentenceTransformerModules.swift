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
  /// All modules in order, by the names of their classes; `nil` without the file.
  let parts: [(name: String, folder: URL)]?
  /// The file that lists the modules.
  let path: String
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
    path = url.path
    guard
      let modules = try JSONDocument.decodeIfPresent(
        [Module].self, contentsOf: url, remedy: Self.remedy)
    else {
      transformer = folder
      pooling = folder.appendingPathComponent("1_Pooling")
      unknown = nil
      parts = nil
      return
    }
    func location(of module: Module) throws(HUSEError) -> URL {
      let path = module.path ?? ""
      guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw .malformedFile(
          path: url.path, problem: "the path '\(path)' leads out of the folder",
          remedy: Self.remedy)
      }
      return path.isEmpty || path == "." ? folder : folder.appendingPathComponent(path)
    }
    var parts: [(name: String, folder: URL)] = []
    for module in modules { parts.append((Self.name(module.type), try location(of: module))) }
    self.parts = parts
    transformer = parts.first { $0.name == "Transformer" }?.folder ?? folder
    pooling = parts.first { $0.name == "Pooling" }?.folder
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
