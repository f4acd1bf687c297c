import Foundation
import HUSE
import Testing

@Suite struct ModelFileTests {
  @Test(arguments: [LogitScale.fixed(12), .learned(7)])
  func aFileHoldsTheWholeModel(_ scale: LogitScale) throws {
    let world = try SmallWorld()
    var model = try world.model(logitScale: scale)
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 1)
    try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: 1)
    try model.chooseFusionWeight(on: world.pairs)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try model.write(to: file)
      let read = try SharedEmbedding(contentsOf: file)
      #expect(read.imageTower == model.imageTower)
      #expect(read.textTower == model.textTower)
      #expect(read.classifier == model.classifier)
      #expect(read.classNames == model.classNames)
      #expect(read.graph == model.graph)
      #expect(read.fusionWeight == model.fusionWeight)
      // The same bits from a file that is mapped as from memory.
      #expect(
        try read.embed(imageFeatures: world.pairs.images)
          == model.embed(imageFeatures: world.pairs.images))
    }
  }

  @Test func trainingALoadedModelLeavesItsFileAlone() throws {
    let world = try SmallWorld()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try world.model().write(to: file)
      let before = try Data(contentsOf: file)
      var read = try SharedEmbedding(contentsOf: file)
      var trainer = try Trainer(optimizer: Adam(), batchSize: 16, seed: 1)
      try trainer.train(&read, on: world.pairs, minimizing: world.loss, epochs: 1)
      #expect(try Data(contentsOf: file) == before)
      #expect(try read.imageTower != SharedEmbedding(contentsOf: file).imageTower)
    }
  }

  @Test func encodersThatCannotBeStoredAreRefused() throws {
    let world = try SmallWorld()
    let model = try world.model()
    let withEncoder = try SharedEmbedding(
      imageTower: model.imageTower, textTower: model.textTower, classNames: model.classNames,
      textEncoder: SharedEmbeddingTests.LetterEncoder())
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      #expect { try withEncoder.write(to: file) } throws: { error in
        "\(error)"
          == "textEncoder: expected a StorableEncoder, or `includingEncoders: false`, "
          + "found LetterEncoder, which cannot be stored."
      }
      #expect(!FileManager.default.fileExists(atPath: file.path))
      try withEncoder.write(to: file, includingEncoders: false)
      let read = try SharedEmbedding(
        contentsOf: file, textEncoder: SharedEmbeddingTests.LetterEncoder())
      #expect(try read.embed(text: "tea") == withEncoder.embed(text: "tea"))
    }
  }

  @Test func damagedAndForeignFilesAreRefused() throws {
    let world = try SmallWorld()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      #expect { try SharedEmbedding(contentsOf: file) } throws: { error in
        "\(error)" == "\(file.path): no such file or folder. Check the path."
      }
      try SafetensorsFile.write(["x": Tensor([1])], to: file)
      #expect { try SharedEmbedding(contentsOf: file) } throws: { error in
        "\(error)"
          == "\(file.path): is not a model: its metadata has no format 'huse-model'. "
          + "Pass a file that `SharedEmbedding.write(to:)` wrote."
      }
      try SafetensorsFile.write(
        ["x": Tensor([1])], metadata: ["format": "huse-model", "format_version": "99"], to: file)
      #expect { try SharedEmbedding(contentsOf: file) } throws: { error in
        "\(error)"
          == "\(file.path): found format version 99, which is not supported. "
          + "Supported: 1 to 6; newer files need a newer HUSE."
      }
      try world.model().write(to: file)
      let whole = try Data(contentsOf: file)
      for length in [0, 7, 8, 100, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: file)
        #expect(throws: HUSEError.self) { try SharedEmbedding(contentsOf: file) }
      }
    }
  }

  @Test func valuesOutOfRangeNameTheFile() throws {
    let world = try SmallWorld()
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try world.model().write(to: file)
      let whole = try SafetensorsFile(contentsOf: file)
      /// The message about a model with a part of its structure, or a tensor, replaced.
      func message(
        _ old: String = "", _ new: String = "", tensors changed: [String: Tensor] = [:]
      ) throws -> String {
        var tensors: [String: Tensor] = [:]
        for name in whole.names { tensors[name] = try whole.tensor(name) }
        var metadata = whole.metadata
        let structure = try #require(metadata["model"])
        if !old.isEmpty {
          try #require(structure.contains(old))
          metadata["model"] = structure.replacingOccurrences(of: old, with: new)
        }
        try SafetensorsFile.write(
          tensors.merging(changed) { $1 }, metadata: metadata, checksummed: true, to: file)
        let text = errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
        return (text ?? "").replacingOccurrences(of: file.path, with: "FILE")
      }
      let remedy = ". Write the model again with `write(to:)`."
      #expect(
        try message("\"fusionWeight\":0.5", "\"fusionWeight\":1e30")
          == "FILE: the fusion weight is 1e+30, expected in [0, 1]" + remedy)
      #expect(
        try message("\"fixedLogitScale\":16", "\"fixedLogitScale\":-5")
          == "FILE: the scale of the logits of classifier is -5.0, expected above 0" + remedy)
      #expect(
        try message("\"layerCount\":2", "\"layerCount\":-1")
          == "FILE: image_tower: layers of a tower: expected at least one layer, found none"
          + remedy)
      #expect(
        try message("\"layerCount\":2", "\"layerCount\":1")
          == "FILE: classifier takes 6 values, an embedding has 16" + remedy)
      #expect(
        try message(tensors: ["classifier.bias": Tensor(Matrix(rows: 4, columns: 1))])
          == "FILE: classifier has 4 columns and a bias of shape [4, 1] for 4 classes" + remedy)
      #expect(
        try message(tensors: ["graph.distances": Tensor(Matrix(rows: 4, columns: 4, repeating: 1))])
          .hasPrefix("FILE: graph: "))
    }
  }

  /// An encoder of an app's own that can be stored.
  struct Constant: TextEncoder, StorableEncoder {
    static let storedKind = "constant"
    let dimension = 8
    let value: Float

    init(value: Float) { self.value = value }

    init(_ stored: StoredEncoder, path: String) throws(HUSEError) {
      value = stored.tensors["value"]?.matrix[0, 0] ?? 0
    }

    func stored() throws(HUSEError) -> StoredEncoder {
      StoredEncoder(
        kind: Self.storedKind, settings: Data("{}".utf8), tensors: ["value": Tensor([value])])
    }

    func features(of texts: [String]) throws(HUSEError) -> Matrix {
      Matrix(rows: texts.count, columns: dimension, repeating: value)
    }
  }

  @Test func anEncoderOfAnAppsOwnTravelsInTheFile() throws {
    let model = try SmallWorld().model()
    let withEncoder = try SharedEmbedding(
      imageTower: model.imageTower, textTower: model.textTower, classNames: model.classNames,
      textEncoder: Constant(value: 0.25))
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try withEncoder.write(to: file)
      let read = try SharedEmbedding(contentsOf: file, encoders: [Constant.self])
      #expect(try read.embed(text: "tea") == withEncoder.embed(text: "tea"))
      let joined = try JoinedTextEncoder([Constant(value: 0.25)])
      let rebuilt = try StoredEncoders.textEncoder(
        from: joined.stored(), among: [Constant.self] + BuiltInEncoders.types, path: "m.huse")
      #expect(try rebuilt.features(of: ["tea"]) == joined.features(of: ["tea"]))
      #expect(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
          == "\(file.path): found a text encoder of the kind 'constant', which is not supported. "
          + "Supported: bert, pretrained-text, hashed-ngrams, joined. "
          + "Pass `encoders:` to read an encoder of your own.")
    }
  }
}
