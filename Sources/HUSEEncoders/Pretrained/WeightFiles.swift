import Foundation
internal import HUSECore

/// The weight files of a model in a folder: one safetensors file, or several with an index.
enum WeightFiles {
  private static let single = "model.safetensors"
  private static let index = "model.safetensors.index.json"
  private static let pickle = "pytorch_model.bin"
  private static let remedy: Remedy = "Fetch the file and the files that it lists again."

  /// The content of `model.safetensors.index.json`: the file of each tensor.
  private struct Index: Decodable {
    let weight_map: [String: String]
  }

  /// Reads the weights in a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - purpose: a description of the expected file, for messages, as in "a BERT checkpoint that
  ///     fits its config.json".
  ///   - precision: the numbers in which weights are kept.
  /// - Returns: the weights of all files.
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for an index that does not fit its files;
  ///   `.unsupportedFile` if there is only a PyTorch checkpoint.
  static func weights(
    in folder: URL, purpose: String, precision: EncoderPrecision = .stored
  ) throws(HUSEError) -> NetworkWeights {
    var weights = try read(in: folder, purpose: purpose)
    weights.precision = precision
    return weights
  }

  private static func read(in folder: URL, purpose: String) throws(HUSEError) -> NetworkWeights {
    let url = folder.appendingPathComponent(single)
    if exists(url) {
      return try NetworkWeights(SafetensorsFile(contentsOf: url), purpose: purpose)
    }
    let indexURL = folder.appendingPathComponent(index)
    if let list = try JSONDocument.decodeIfPresent(Index.self, contentsOf: indexURL, remedy: remedy)
    {
      return try weights(list.weight_map, of: indexURL, purpose: purpose)
    }
    let checkpoint = folder.appendingPathComponent(pickle)
    if exists(checkpoint) {
      throw .unsupportedFile(
        path: checkpoint.path, found: "a PyTorch checkpoint without a \(single) beside it",
        supported: "\(single); write it with Scripts/convert-checkpoint \(pickle) \(single)")
    }
    let shards = folder.appendingPathComponent("\(pickle).index.json")
    if exists(shards) {
      throw .unsupportedFile(
        path: shards.path, found: "PyTorch checkpoints without a \(single) beside them",
        supported: "\(single), or its parts with \(index); convert each part with "
          + "Scripts/convert-checkpoint and write the index for them")
    }
    return try NetworkWeights(SafetensorsFile(contentsOf: url), purpose: purpose)
  }

  private static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }

  private static func weights(
    _ map: [String: String], of url: URL, purpose: String
  ) throws(HUSEError) -> NetworkWeights {
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: url.path, problem: problem, remedy: remedy)
    }
    let folder = url.deletingLastPathComponent()
    var files: [String: SafetensorsFile] = [:]
    for name in Set(map.values).sorted() {
      guard !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
        throw malformed("names the file '\(name)', which is not in the folder")
      }
      let file = try SafetensorsFile(contentsOf: folder.appendingPathComponent(name))
      for tensor in file.names where map[tensor] == name { files[tensor] = file }
    }
    if let (tensor, name) = map.sorted(by: { $0.key < $1.key }).first(where: {
      files[$0.key] == nil
    }) {
      throw malformed("names \(name) as the file of '\(tensor)', but it has no such tensor")
    }
    return NetworkWeights(files: files, path: url.path, purpose: purpose)
  }
}
