import Foundation
import HUSE
import HUSEExport
import Testing

/// Graphs of ONNX.
///
/// `Tests/Reference/make_export_fixtures.py` has had the fixtures checked by the package onnx and
/// run by ONNX Runtime; the test in `HUSESlowTests` does so with other models.
@Suite struct ONNXModelTests {
  private let model: SharedEmbedding

  init() throws {
    // Scaled features, regressions, factors and a class component.
    model = try SharedEmbedding(contentsOf: Fixture.url("model/version-5.huse"))
  }

  private func features(_ modality: Modality) throws -> Matrix {
    try NPYFile(contentsOf: Fixture.url("model/\(modality.rawValue)s.npy")).matrix()
  }

  private func output(_ modality: Modality) throws -> ModelOutput {
    let features = try features(modality)
    return try modality == .image
      ? model.output(imageFeatures: features) : model.output(textFeatures: features)
  }

  /// The bytes that ONNX Runtime has run.
  @Test func theFilesAreThoseOfTheFixtures() throws {
    try withTemporaryFolder { folder in
      let folder = folder.appendingPathComponent("graphs")
      try ONNXModel.write(model, to: folder)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == ["image.onnx", "text.onnx"])
      for name in ["image.onnx", "text.onnx"] {
        #expect(
          try Data(contentsOf: folder.appendingPathComponent(name))
            == Data(contentsOf: Fixture.url("export/\(name)")), "\(name)")
      }
    }
  }

  @Test(arguments: Modality.allCases)
  func runtimeGivesTheSameEmbeddingsAndScores(_ modality: Modality) throws {
    func expected(_ name: String) throws -> Matrix {
      try NPYFile(contentsOf: Fixture.url("export/\(modality.rawValue)-\(name).npy")).matrix()
    }
    let output = try output(modality)
    let (embeddings, probabilities) = (
      try expected("embeddings"), try expected("probabilities")
    )
    #expect(embeddings.rows == output.embeddings.count)
    #expect(
      largestDifference(output.embeddings.vectors.values, embeddings.values) < 1e-5)
    #expect(
      largestDifference(output.scores.probabilities.values, probabilities.values) < 1e-5)
  }

  /// Inputs, outputs and metadata, read field by field.
  @Test func theFileNamesWhatGoesInAndOut() throws {
    let file = try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("image.onnx")
      try ONNXModel(of: model, .image).write(to: url)
      return try ProtocolBufferFields(Data(contentsOf: url))
    }
    #expect(file.integers(1) == [7])
    #expect(file.messages(8).flatMap { $0.integers(2) } == [13])
    let graph = try #require(file.messages(7).first)
    #expect(graph.messages(11).map { $0.texts(1) } == [["features"]])
    #expect(graph.messages(12).map { $0.texts(1) } == [["embeddings"], ["probabilities"]])
    let shapes = (graph.messages(11) + graph.messages(12)).map { value in
      value.messages(2).flatMap { $0.messages(1) }.flatMap { $0.messages(2) }
        .flatMap { $0.messages(1) }.map { $0.texts(2).first ?? "\($0.integers(1)[0])" }
    }
    #expect(shapes == [["batch", "10"], ["batch", "6"], ["batch", "3"]])
    let metadata = Dictionary(
      uniqueKeysWithValues: file.messages(14).map { ($0.texts(1)[0], $0.texts(2)[0]) })
    #expect(
      metadata == [
        "modality": "image", "class_names": #"["class 0","class 1","class 2"]"#,
        "model_fingerprint": try model.fingerprint,
      ])
  }

  @Test func withoutClassComponentEmbeddingsAreThoseOfTheTower() throws {
    let small = model.withoutClassComponent
    #expect(small.dimension == 3 && model.dimension == 6)
    let features = try features(.image)
    #expect(
      try small.embed(imageFeatures: features).vectors == model.imageTower(features))
    #expect(
      try small.classify(imageFeatures: features) == model.classify(imageFeatures: features))
  }

  @Test func aFolderWithFilesIsNotReplaced() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appendingPathComponent("mine"))
      #expect(
        errorText { () throws(HUSEError) in try ONNXModel.write(model, to: folder) }
          == "\(folder.path): could not be written: it exists and is not an empty folder. "
          + "Nothing was changed there.")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["mine"])
    }
  }
}
