package import Foundation
package import HUSECore

/// A text encoder that the package sentence-transformers can run from files.
package protocol SentenceTransformersEncoder: TextEncoder {
  /// Writes the files of the encoder to a folder of sentence-transformers.
  ///
  /// - Returns: the modules that give the same features as `features(of:)`, in their order; a
  ///   folder of a module begins with its number.
  /// - Throws: `HUSEError.invalidArgument` for a setting that no module has, `.writeFailed`.
  func writeSentenceModules(to folder: URL) throws(HUSEError) -> [SentenceModule]
}

/// An entry of `modules.json`.
package struct SentenceModule: Sendable, Hashable {
  /// The name of its Python class, under which every version of the package finds it.
  package let type: String
  /// Its folder; empty for the folder of the model.
  package let path: String

  /// Creates an entry for a class of `sentence_transformers.models`.
  package init(_ className: String, path: String) {
    type = "sentence_transformers.models.\(className)"
    self.path = path
  }
}
