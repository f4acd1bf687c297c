public import Foundation

extension Checkpoint {
  private static let stateKey = "training"
  private static let remedy: Remedy = "The file is damaged: use another checkpoint."
  /// Version 2 added the precision; a checkpoint of `float32` is written as version 1.
  private static let format = FileFormat(
    name: "huse-checkpoint", noun: "a checkpoint", kind: .checkpoint, version: 2,
    firstChecksummedVersion: 1)

  private enum TensorName {
    static func first(_ index: Int) -> String { "optimizer.\(index).first" }
    static func second(_ index: Int) -> String { "optimizer.\(index).second" }
    static func best(_ index: Int) -> String { "best.\(index)" }
  }

  /// Writes the checkpoint as a safetensors file, completely or not at all.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged.
  public func write(to url: URL) throws(HUSEError) {
    let parts = try model.fileParts(includingEncoders: false)
    var tensors = parts.tensors
    for (index, moment) in moments.enumerated() {
      tensors[TensorName.first(index)] = Tensor(moment.first)
      tensors[TensorName.second(index)] = Tensor(moment.second)
    }
    for (index, parameter) in (bestModel?.parameters ?? []).enumerated() {
      tensors[TensorName.best(index)] = Tensor(parameter)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let version = state.settings.precision == nil ? 1 : Self.format.version
    guard let state = try? encoder.encode(state) else {
      throw .writeFailed(path: url.path, problem: "the state cannot be encoded as JSON")
    }
    try SafetensorsFile.write(
      tensors,
      metadata: Self.format.metadata(
        and: [
          FileFormat.structureKey: parts.structure,
          Self.stateKey: String(decoding: state, as: UTF8.self),
        ], version: version), checksummed: true, to: url)
  }

  /// Reads a checkpoint; every byte and every number is checked.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged or not a
  ///   checkpoint, or holds NaN or infinity; `.unsupportedFile` for a file of a newer version.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: url)
    try Self.format.check(file)
    let model = try SharedEmbedding(in: file, storedEncoders: nil)
    let state: TrainingState
    do {
      state = try JSONDecoder().decode(
        TrainingState.self, from: Data((file.metadata[Self.stateKey] ?? "").utf8))
    } catch {
      throw .malformedFile(
        path: file.path, problem: "the state in its metadata cannot be read: \(error)",
        remedy: Self.remedy)
    }
    if let problem = state.problem {
      throw .malformedFile(
        path: file.path, problem: "the state in its metadata has \(problem)", remedy: Self.remedy)
    }
    func parameter(_ name: String, _ index: Int) throws(HUSEError) -> Matrix {
      let shape = model.parameterShapes[index]
      let matrix = try file.tensor(name).matrix
      guard matrix.rows == shape.rows, matrix.columns == shape.columns else {
        throw .malformedFile(
          path: file.path,
          problem: "tensor '\(name)' has the shape [\(matrix.rows), \(matrix.columns)], expected "
            + "[\(shape.rows), \(shape.columns)]", remedy: Self.remedy)
      }
      return matrix
    }
    var moments: [Moments] = []
    var best: [Matrix] = []
    for (index, shape) in model.parameterShapes.enumerated() {
      var moment = Moments(rows: shape.rows, columns: shape.columns)
      moment.first = try parameter(TensorName.first(index), index)
      moment.second = try parameter(TensorName.second(index), index)
      moments.append(moment)
      if file.shape(of: TensorName.best(0)) != nil {
        best.append(try parameter(TensorName.best(index), index))
      }
    }
    try SharedEmbedding.checkFinite(file, remedy: Self.remedy)
    self.init(
      model: model, bestModel: best.isEmpty ? nil : model.with(parameters: best), moments: moments,
      state: state, path: url.path)
  }
}
