public import Foundation
public import HUSECore
public import HUSEModel

/// One side of a model as an ONNX graph, which other programs can run without this library.
///
/// ```swift
/// try ONNXModel(of: model, .image).write(to: folder.appending(path: "image.onnx"))
/// ```
///
/// The graph takes features, as `embed(imageFeatures:)` and `embed(textFeatures:)` do. It contains
/// the input scaling, all layers, the class component and the normalisation:
///
/// | name | shape | |
/// |---|---|---|
/// | `features` | `[batch × features]` | input: any number of rows |
/// | `embeddings` | `[batch × dimension]` | output: rows of length 1 |
/// | `probabilities` | `[batch × classes]` | output: the class scores |
///
/// All numbers are float32. The metadata of the file are `modality`, `class_names` (a JSON list in
/// the order of the scores) and `model_fingerprint`. The file uses IR version 7 and the operators
/// of opset 13, which ONNX Runtime supports from version 1.6.
public struct ONNXModel: Sendable {
  /// The modality whose features the graph takes.
  public let modality: Modality
  private let graph: ONNXGraph
  private let metadata: [(key: String, value: String)]

  /// Creates the graph of one modality.
  ///
  /// Memory: two copies of the weights of this side until the file is written.
  ///
  /// - Throws: `HUSEError.invalidArgument` for weights of 2 GB or more, which is the limit of the
  ///   format.
  public init(of model: SharedEmbedding, _ modality: Modality) throws(HUSEError) {
    self.modality = modality
    graph = ONNXGraph(of: model, modality)
    guard graph.weightBytes < Self.largestSize else {
      throw .invalidArgument(
        name: "\(modality.rawValue) side of the model", found: "\(graph.weightBytes) bytes",
        expected: "less than 2 GB, the most that an ONNX file holds")
    }
    guard let names = try? JSONEncoder().encode(model.classNames) else {
      throw .invalidArgument(
        name: "class names", found: "text that JSON cannot hold", expected: "names in Unicode")
    }
    metadata = [
      ("modality", modality.rawValue),
      ("class_names", String(decoding: names, as: UTF8.self)),
      ("model_fingerprint", try model.fingerprint),
    ]
  }

  /// Writes the file, completely or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged.
  public func write(to url: URL) throws(HUSEError) {
    try AtomicWrite.write(message.bytes, to: url)
  }

  /// Writes both sides of a model to a new folder, as `image.onnx` and `text.onnx`, completely or
  /// not at all.
  ///
  /// - Parameters:
  ///   - model: the model to write.
  ///   - url: the folder, which must not exist or be empty.
  /// - Throws: the same errors as for one side.
  public static func write(_ model: SharedEmbedding, to url: URL) throws(HUSEError) {
    try NewFolder.write(to: url) { (folder) throws(HUSEError) in
      for modality in Modality.allCases {
        try ONNXModel(of: model, modality)
          .write(to: folder.appendingPathComponent("\(modality.rawValue).onnx"))
      }
    }
  }

  /// The maximum size of the weights: protocol buffers of 2 GiB or more cannot be read, and names
  /// and nodes take some KB.
  private static let largestSize = 2_000_000_000
  private static let intermediateVersion = 7
  private static let operatorVersion = 13

  private var message: ProtocolBuffer {
    var operators = ProtocolBuffer()
    operators.add("", field: 1)
    operators.add(Self.operatorVersion, field: 2)
    var message = ProtocolBuffer()
    message.add(Self.intermediateVersion, field: 1)
    message.add("HUSE for Swift", field: 2)
    message.add(graph.message, field: 7)
    message.add(operators, field: 8)
    for (key, value) in metadata {
      var entry = ProtocolBuffer()
      entry.add(key, field: 1)
      entry.add(value, field: 2)
      message.add(entry, field: 14)
    }
    return message
  }
}
