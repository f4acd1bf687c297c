import Foundation
import HUSE
import Testing

/// `huse export`, and the programs that its files are for.
@Suite struct ExportTests {
  private let work: TemporaryFolder
  private let pairs: PairedFeatures

  init() throws {
    work = try TemporaryFolder()
    pairs = try ScatteredPairs.pairs(identifiers: true)
    try pairs.write(to: work.file("pairs.safetensors"))
  }

  private func export(_ arguments: String...) throws {
    let outcome = try BuiltProgram(name: "huse").run(["export"] + arguments, in: work.url)
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors == "Wrote \(arguments[arguments.count - 1])\n")
  }

  /// What a recipe makes: scaled features, regressions, factors and a class component.
  private func trainedModel() throws -> SharedEmbedding {
    var recipe = TrainingRecipe.automatic(for: DataSummary(pairs, hasGraph: false))
    recipe.optimization.steps = 20
    return try SharedEmbedding.trained(on: pairs, by: recipe)
  }

  /// Rectified outputs, with rows of zeros among them, one layer and three, two classifiers of
  /// learned scales.
  private func rectifiedModel() throws -> SharedEmbedding {
    var model = try SharedEmbedding(
      imageTower: Tower(
        inputDimension: 12, hiddenDimensions: [16, 8], outputDimension: 2, rectifiesOutput: true,
        seed: 1),
      textTower: Tower(
        inputDimension: 10, hiddenDimensions: [], outputDimension: 2, rectifiesOutput: true,
        seed: 2),
      classNames: pairs.classNames, logitScale: .learned(8), classifierSharing: .separate, seed: 3)
    var trainer = try Trainer(optimizer: Adam(learningRate: 5e-3), batchSize: 16, seed: 4)
    try trainer.train(&model, on: pairs, minimizing: ClassificationLoss(), epochs: 1)
    return model
  }

  @Test(arguments: [true, false])
  func runtimeGivesEmbeddingsAndScores(isRectified: Bool) throws {
    let model = try isRectified ? rectifiedModel() : trainedModel()
    #expect((model.classComponent == nil) == isRectified)
    try model.write(to: work.file("model.huse"))
    try export("model.huse", "--format", "onnx", "--output", "graphs")
    for (name, features, expected) in [
      ("image", pairs.images, try model.output(imageFeatures: pairs.images)),
      ("text", pairs.texts, try model.output(textFeatures: pairs.texts)),
    ] {
      try NPYFile.write(features, to: work.file("features.npy"))
      _ = try ExportedFiles().run("onnx", "graphs/\(name).onnx", "features.npy", ".", in: work)
      for (output, matrix) in [
        ("embeddings", expected.embeddings.vectors),
        ("probabilities", expected.scores.probabilities),
      ] {
        let found = try NPYFile(contentsOf: work.file("\(output).npy")).matrix()
        #expect(found.rows == matrix.rows && found.columns == matrix.columns)
        #expect(
          zip(found.values, matrix.values).allSatisfy { abs($0 - $1) <= 1e-5 }, "\(name) \(output)")
      }
    }
    if isRectified {
      let vectors = try model.embed(imageFeatures: pairs.images).vectors
      #expect((0..<vectors.rows).contains { vectors[row: $0].allSatisfy { $0 == 0 } })
    }
  }

  @Test func anIndexIsFoundByFAISS() throws {
    let model = try trainedModel()
    let (images, texts) = try model.embed(pairs)
    let index = try EmbeddingIndex(images, identifiers: pairs.identifiers)
    try index.write(to: work.file("images.index"))
    try NPYFile.write(texts.vectors, to: work.file("queries.npy"))
    try export("images.index", "--identifiers", "ids.csv", "--output", "images.faiss")
    struct Found: Decodable {
      let count: Int
      let dimension: Int
      let positions: [[Int]]
      let cosines: [[Float]]
    }
    let found = try JSONDecoder().decode(
      Found.self, from: ExportedFiles().run("faiss", "images.faiss", "queries.npy", "5", in: work))
    #expect(found.count == 90 && found.dimension == model.dimension)
    for (query, matches) in try index.nearest(5, to: texts).enumerated() {
      // Equally near items may come in another order.
      for (match, cosine) in zip(matches, found.cosines[query]) {
        #expect(abs(1 - match.distance - cosine) < 1e-5)
      }
      #expect(matches.first?.position == found.positions[query].first)
    }
    #expect(
      try work.text("ids.csv") == "id\n" + (0..<90).map { "item \($0)\n" }.joined())

    try export("images.index", "--output", "images.npy")
    #expect(try NPYFile(contentsOf: work.file("images.npy")).matrix() == images.vectors)
    try export("images.index", "--output", "images.csv")
    #expect(try work.text("images.csv").hasPrefix("id,0,1,"))
    #expect(try work.text("images.csv").split(separator: "\n").count == 91)
  }

  private struct Measures: Decodable {
    let map: Double
    let success_1: Double
  }

  @Test func aRunIsScoredAsEvaluateScores() throws {
    try trainedModel().write(to: work.file("model.huse"))
    try export(
      "model.huse", "--format", "trec", "--data", "pairs.safetensors", "--output", "runs")
    let measures = try JSONDecoder().decode(
      [String: Measures].self, from: ExportedFiles().run("trec", "runs", in: work))
    struct Figures: Decodable { let measures: [String: Double] }
    let evaluated = try work.huse(
      "evaluate", "model.huse", "--data", "pairs.safetensors", "--json")
    let figures = try JSONDecoder().decode(Figures.self, from: Data(evaluated.output.utf8))
    #expect(measures.count == 4)
    for (direction, found) in measures {
      let name = direction.replacing("-to-i", with: "ToI").replacing("-to-t", with: "ToT")
      let map = try #require(
        figures.measures["\(name) mAP"], "\(figures.measures.keys.sorted())")
      #expect(abs(found.map - map) < 1e-9)
      #expect(abs(found.success_1 - (try #require(figures.measures["\(name) R@1"]))) < 1e-9)
    }
  }

  @Test func whatDoesNotGoTogetherIsRefused() throws {
    try TeaModel.write(to: work)
    for (arguments, message) in [
      (["tea.huse", "-o", "x"], "Pass --format: onnx, sentence-transformers, trec,"),
      (["tea.huse", "-o", "x", "--format", "trec"], "Pass --data, or --config"),
      (
        ["tea.huse", "-o", "x", "--format", "onnx", "--data", "pairs.safetensors"],
        "--data and --config need --format trec."
      ),
      (
        ["texts.index", "-o", "x.csv", "--identifiers", "y"],
        "--identifiers needs --format npy or faiss."
      ),
      (
        ["texts.index", "-o", "x.npy", "--without-class-component"],
        "--without-class-component is for models"
      ),
    ] {
      let outcome = try BuiltProgram(name: "huse").run(["export"] + arguments, in: work.url)
      #expect(outcome.status == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    }
    for (arguments, message) in [
      (["texts.index", "-o", "x", "--format", "onnx"], "texts.index: is not a model"),
      (["tea.huse", "-o", "x.faiss"], "tea.huse: is not an index"),
      (
        ["tea.huse", "-o", "x", "--format", "sentence-transformers"],
        "textEncoder: expected an encoder that sentence-transformers has"
      ),
      (["tea.huse", "-o", "tea.huse", "--format", "onnx"], "tea.huse, which is also read"),
      (["texts.index", "-o", "no/such/folder/x.npy"], "could not be written"),
    ] {
      let outcome = try BuiltProgram(name: "huse").run(["export"] + arguments, in: work.url)
      #expect(outcome.status == 1 && outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!work.exists("x") && !work.exists("x.faiss"))
    }
  }

  @Test func aClassComponentIsLeftOutByOption() throws {
    let folder = try #require(
      ProcessInfo.processInfo.environment["HUSE_MINILM"],
      "Set HUSE_MINILM to a folder with all-MiniLM-L6-v2 (Scripts/fetch-encoders)")
    let encoder = try BERTEncoder(contentsOf: URL(fileURLWithPath: folder))
    let texts = ["a slice of pizza", "thin crust", "green tea", "black tea"]
    let features = try encoder.features(of: texts)
    let pairs = try PairedFeatures(
      images: features, texts: features, labels: [0, 0, 1, 1], classNames: ["pizza", "tea"])
    var recipe = TrainingRecipe.automatic(for: DataSummary(pairs, hasGraph: false))
    recipe.optimization.steps = 2
    let model = try SharedEmbedding.trained(on: pairs, by: recipe, textEncoder: encoder)
    try #require(model.classComponent != nil)
    try model.write(to: work.file("model.huse"))
    let arguments = ["model.huse", "--format", "sentence-transformers", "--output", "sentences"]
    let refused = try BuiltProgram(name: "huse").run(["export"] + arguments, in: work.url)
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("Pass --without-class-component to export it without, and embed"),
      "\(refused.errors)")
    #expect(!work.exists("sentences"))
    let written = try BuiltProgram(name: "huse").run(
      ["export", "--without-class-component"] + arguments, in: work.url)
    #expect(written.status == 0, "\(written.errors)")
    #expect(work.exists("sentences/modules.json") && work.exists("sentences/model.safetensors"))
  }
}
