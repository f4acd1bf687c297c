import Foundation
import HUSE
import HUSEExport
import Testing

/// The text side as a folder of sentence-transformers.
///
/// That package has made `export/sentences.npy` from the folder of `export/sentences.huse`.
@Suite struct SentenceTransformersFolderTests {
  private let owner: TemporaryFolder
  private let model: SharedEmbedding
  private let texts: [String]
  private var folder: URL { owner.url.appendingPathComponent("sentences") }

  init() throws {
    owner = try TemporaryFolder()
    model = try SharedEmbedding(contentsOf: Fixture.url("export/sentences.huse"))
    texts = try JSONDecoder().decode(
      [String].self, from: Data(contentsOf: Fixture.url("text/tiny-bert/texts.json")))
  }

  private func json(_ name: String) throws -> NSDictionary {
    try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: folder.appendingPathComponent(name)))
        as? NSDictionary)
  }

  @Test func sentenceTransformersGivesTheSameEmbeddings() throws {
    let expected = try NPYFile(contentsOf: Fixture.url("export/sentences.npy")).matrix()
    let found = try model.embed(texts: texts)
    #expect(expected.rows == texts.count && expected.columns == model.dimension)
    #expect(largestDifference(found.vectors.values, expected.values) < 1e-5)
  }

  /// What the package reads: its own reader here, and a plain loop for the Dense modules.
  @Test func theFilesGiveTheEmbeddings() throws {
    try SentenceTransformersFolder(of: model).write(to: folder)
    struct Module: Decodable {
      let idx: Int
      let path: String
      let type: String
    }
    let modules = try JSONDecoder().decode(
      [Module].self, from: Data(contentsOf: folder.appendingPathComponent("modules.json")))
    #expect(modules.map(\.idx) == Array(0..<6))
    #expect(
      modules.map(\.type)
        == ["Transformer", "Pooling", "Normalize", "Dense", "Dense", "Normalize"]
        .map { "sentence_transformers.models.\($0)" })
    let features = try BERTEncoder(contentsOf: folder, pooling: .mean).features(of: texts)
    var rows = (0..<features.rows).map { features[row: $0].map(Double.init) }
    for module in modules where module.type.hasSuffix("Dense") {
      let configuration = try json("\(module.path)/config.json")
      let isRectified =
        configuration["activation_function"] as? String == "torch.nn.modules.activation.ReLU"
      let file = try SafetensorsFile(
        contentsOf: folder.appendingPathComponent("\(module.path)/model.safetensors"))
      let weights = try file.tensor("linear.weight")
      let bias = try file.tensor("linear.bias").matrix
      #expect(
        weights.shape
          == [configuration["out_features"] as? Int, configuration["in_features"] as? Int])
      rows = rows.map { row in
        (0..<weights.matrix.rows).map { output in
          let sum = zip(row, weights.matrix[row: output])
            .reduce(Double(bias[0, output])) { $0 + $1.0 * Double($1.1) }
          return isRectified ? max(sum, 0) : sum
        }
      }
    }
    let found = rows.flatMap { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { Float($0 / length) }
    }
    #expect(largestDifference(found, try model.embed(texts: texts).vectors.values) < 1e-5)
  }

  @Test func settingsOfTheEncoderAreInTheFiles() throws {
    let encoder = try BERTEncoder(
      contentsOf: Fixture.url("text/tiny-bert"), pooling: .cls, maximumLength: 9,
      prompt: "query: ")
    try SentenceTransformersFolder(of: model(encoder)).write(to: folder)
    #expect(try json("sentence_bert_config.json")["max_seq_length"] as? Int == 9)
    let pooling = try json("1_Pooling/config.json")
    #expect(pooling["pooling_mode_cls_token"] as? Bool == true)
    #expect(pooling["pooling_mode_mean_tokens"] as? Bool == false)
    #expect(pooling["word_embedding_dimension"] as? Int == 16)
    let prompts = try json("config_sentence_transformers.json")
    #expect(prompts["prompts"] as? [String: String] == ["default": "query: "])
    #expect(prompts["default_prompt_name"] as? String == "default")
    #expect(try json("config.json")["model_type"] as? String == "bert")
    #expect(try json("config.json")["architectures"] as? [String] == ["BertModel"])
    #expect(try json("tokenizer_config.json")["do_lower_case"] as? Bool == true)
    let read = try BERTEncoder(contentsOf: folder, pooling: .cls)
    #expect(try read.features(of: texts) == encoder.features(of: texts))
  }

  /// What is written is read again as the same encoder, whatever kind of files it came from.
  @Test(arguments: [
    "bert", "bert-dense", "bert-last", "distilbert", "roberta", "xlm-roberta", "mpnet", "static",
  ])
  func aPretrainedEncoderIsWrittenWhole(kind: String) throws {
    let encoder = try PretrainedTextEncoder(
      contentsOf: Fixture.url("text/encoders/\(kind)"), prompt: .text("a "))
    try SentenceTransformersFolder(of: model(encoder)).write(to: folder)
    // The tower and its normalisation follow the modules of the encoder.
    let url = folder.appendingPathComponent("modules.json")
    var modules = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [NSDictionary])
    #expect(
      modules.suffix(2).map { "\($0["type"] ?? "")".split(separator: ".").last }
        == ["Dense", "Normalize"])
    modules.removeLast(2)
    try JSONSerialization.data(withJSONObject: modules).write(to: url)
    let read = try PretrainedTextEncoder(contentsOf: folder)
    #expect(read.prompt == "a " && read.maximumLength == encoder.maximumLength)
    #expect(try read.features(of: texts) == encoder.features(of: texts))
  }

  private func model(_ encoder: any TextEncoder) throws -> SharedEmbedding {
    try SharedEmbedding(
      imageTower: Tower(inputDimension: 3, hiddenDimensions: [], outputDimension: 2, seed: 1),
      textTower: Tower(
        inputDimension: encoder.dimension, hiddenDimensions: [], outputDimension: 2, seed: 2),
      classNames: ["a", "b"], textEncoder: encoder)
  }

  private func error(of encoder: any TextEncoder) throws -> String? {
    let model = try model(encoder)
    return errorText { () throws(HUSEError) in
      try SentenceTransformersFolder(of: model).write(to: folder)
    }
  }

  @Test func whatThePackageHasNoModuleForIsRefused() throws {
    let files = Fixture.url("text/tiny-bert")
    #expect(
      try error(of: BERTEncoder(contentsOf: files, pooling: .lastFourLayersMean))
        == "pooling of the text encoder: expected mean or cls, as sentence-transformers has; or "
        + "export an ONNX graph of features, found the mean of the last four layers.")
    #expect(
      try error(of: BERTEncoder(contentsOf: files, longText: .salientTokens))
        == "longText of the text encoder: expected truncate, as sentence-transformers has; or "
        + "export an ONNX graph of features, found the most salient tokens.")
    #expect(
      try error(of: HashedNGramEncoder(fittedTo: [], dimension: 8))
        == "textEncoder: expected an encoder that sentence-transformers has, BERTEncoder or "
        + "PretrainedTextEncoder; or export an ONNX graph of features, found HashedNGramEncoder.")
    #expect(
      try error(
        of: PretrainedTextEncoder(contentsOf: Fixture.url("text/encoders/clip")))
        == "kind of the text encoder: expected bert, distilbert, roberta, xlm-roberta, mpnet, as "
        + "sentence-transformers has; or export an ONNX graph of features, found clip.")
    #expect(try FileManager.default.contentsOfDirectory(atPath: owner.url.path).isEmpty)
  }

  @Test func aModelWithoutEncoderIsRefused() throws {
    let model = try SharedEmbedding(contentsOf: Fixture.url("model/version-5.huse"))
    #expect(
      errorText { () throws(HUSEError) in try SentenceTransformersFolder(of: model) }
        == HUSEError.noTextEncoder.description)
  }

  @Test func aClassComponentIsRefusedUnlessItIsLeftOut() throws {
    var recipe = TrainingRecipe.automatic(for: DataSummary(try SmallWorld().pairs, hasGraph: false))
    recipe.optimization.steps = 2
    let encoder = try BERTEncoder(contentsOf: Fixture.url("text/tiny-bert"))
    let labels = texts.indices.map { $0 % 2 }
    let features = try encoder.features(of: texts)
    let pairs = try PairedFeatures(
      images: features, texts: features, labels: labels, classNames: ["a", "b"])
    let model = try SharedEmbedding.trained(on: pairs, by: recipe, textEncoder: encoder)
    #expect(model.classComponent != nil)
    #expect(
      errorText { () throws(HUSEError) in try SentenceTransformersFolder(of: model) }
        == "model: has a class component, for which sentence-transformers has no module. Pass "
        + "`model.withoutClassComponent` to export it without, and embed everything else with "
        + "that, too; or export an ONNX graph of features.")
    try SentenceTransformersFolder(of: model.withoutClassComponent).write(to: folder)
    #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("vocab.txt").path))
  }
}
