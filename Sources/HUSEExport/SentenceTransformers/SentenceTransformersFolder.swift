public import Foundation
public import HUSECore
import HUSEEncoders
public import HUSEModel

/// The text side of a model as a folder for the Python package sentence-transformers.
///
/// The package computes the same embeddings as `embed(texts:)`.
///
/// ```swift
/// try SentenceTransformersFolder(of: model).write(to: folder)
/// ```
///
/// The folder contains the files of the text encoder, the layers of the text tower as Dense
/// modules, the input scaling as part of the first module, and the normalisation. It does not
/// compute class scores.
public struct SentenceTransformersFolder: Sendable {
  private let encoder: any SentenceTransformersEncoder
  private let modules: [DenseModule]

  /// Creates the folder's content from the text side of a model.
  ///
  /// - Throws: `HUSEError.noTextEncoder` for a model without a text encoder; `.invalidArgument` for
  ///   an encoder other than `BERTEncoder` and `PretrainedTextEncoder`; `.invalidData` for a model
  ///   with a class component, which `SharedEmbedding.withoutClassComponent` removes.
  public init(of model: SharedEmbedding) throws(HUSEError) {
    guard let textEncoder = model.textEncoder else { throw .noTextEncoder }
    guard let encoder = textEncoder as? any SentenceTransformersEncoder else {
      throw .invalidArgument(
        name: "textEncoder", found: "\(type(of: textEncoder))",
        expected: "an encoder that sentence-transformers has, BERTEncoder or "
          + "PretrainedTextEncoder; or export an ONNX graph of features")
    }
    guard model.classComponent == nil else {
      throw .invalidData(
        source: "model",
        problem: "has a class component, for which sentence-transformers has no module",
        remedy: .pass(
          .withoutClassComponent,
          to: "export it without, and embed everything else with that, too; or export an ONNX "
            + "graph of features"))
    }
    self.encoder = encoder
    modules = DenseModule.modules(of: model.textTower)
  }

  /// Writes the folder, completely or not at all.
  ///
  /// - Parameter url: the folder, which must not exist or be empty.
  /// - Throws: `HUSEError.writeFailed`; `.invalidArgument` for encoder settings that the package
  ///   does not support, such as `BERTEncoder.LongText.salientTokens` or a model of CLIP.
  public func write(to url: URL) throws(HUSEError) {
    try NewFolder.write(to: url) { (folder) throws(HUSEError) in
      var list = try encoder.writeSentenceModules(to: folder)
      for module in modules {
        let path = "\(list.count)_Dense"
        try module.write(to: folder.appendingPathComponent(path, isDirectory: true))
        list.append(SentenceModule("Dense", path: path))
      }
      list.append(SentenceModule("Normalize", path: "\(list.count)_Normalize"))
      let entries = list.enumerated().map {
        Entry(idx: $0.offset, name: "\($0.offset)", path: $0.element.path, type: $0.element.type)
      }
      try JSONFile.write(entries, to: folder.appendingPathComponent("modules.json"))
    }
  }

  private struct Entry: Encodable {
    let idx: Int
    let name: String
    let path: String
    let type: String
  }
}
