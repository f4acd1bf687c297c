import Foundation
import HUSECore

extension PairedFeatures {
  /// The names of the tensors and of the metadata of a data set in a safetensors file.
  enum SafetensorsName {
    static let images = "images"
    static let texts = "texts"
    static let labels = "labels"
    static let classes = "classes"
    static let identifiers = "identifiers"
  }

  init(safetensors file: SafetensorsFile, allowsEmptyClasses: Bool) throws(HUSEError) {
    func source(_ name: String) -> String { "\(file.path): tensor '\(name)'" }
    func matrix(_ name: String) throws(HUSEError) -> Matrix {
      let tensor = try file.tensor(name)
      guard tensor.shape.count == 2 else {
        throw .shapeMismatch(
          expected: [tensor.matrix.rows, tensor.matrix.columns], found: tensor.shape,
          in: source(name), remedy: "Reshape the tensor to a row for each item.")
      }
      return tensor.matrix
    }
    let classNames = try Self.classNames(in: file)
    let indices = try file.integers(SafetensorsName.labels)
    let identifiers = try Self.list(SafetensorsName.identifiers, in: file)
    try self.init(
      images: matrix(SafetensorsName.images), texts: matrix(SafetensorsName.texts),
      identifiers: identifiers,
      sources: SourceNames(
        images: source(SafetensorsName.images), texts: source(SafetensorsName.texts),
        labels: source(SafetensorsName.labels),
        identifiers: "\(file.path): metadata '\(SafetensorsName.identifiers)'"),
      rowCount: indices.count
    ) { (source) throws(HUSEError) in
      try Labels(
        indices: indices, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    }
  }

  /// The class names in the metadata of a file.
  static func classNames(in file: SafetensorsFile) throws(HUSEError) -> [String] {
    if let names = try list(SafetensorsName.classes, in: file) { return names }
    throw .malformedFile(
      path: file.path, problem: "has no class names in its metadata",
      remedy: "Write it with `metadata={\"classes\": json.dumps(names)}`.")
  }

  /// A JSON list of texts in the metadata of a file; `nil` if it has none of that name.
  static func list(_ name: String, in file: SafetensorsFile) throws(HUSEError) -> [String]? {
    guard let text = file.metadata[name] else { return nil }
    guard let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw .malformedFile(
        path: file.path, problem: "metadata '\(name)' is not a JSON list of texts",
        remedy: "Write it with `json.dumps(list)`.")
    }
    return list
  }
}
