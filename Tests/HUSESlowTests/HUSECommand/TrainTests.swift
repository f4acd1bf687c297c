import Foundation
import HUSE
import Testing

/// `huse train` and `huse evaluate` on a feature file of few pairs.
@Suite struct TrainTests {
  private let work: TemporaryFolder

  private static let settings = """
    data: pairs.safetensors
    recipe: manual
    graph: taxonomy
    image-hidden: [16, 12]
    text-hidden: []
    dimension: 8
    epochs: 30
    learning-rate: 0.01
    test-fraction: 0.2
    """

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
    try work.write(Self.settings, to: "settings.yaml")
  }

  private struct Summary: Decodable {
    let model: String
    let training: TrainingSummary
    let test: [String: Double]
  }

  @Test func theEffectiveSettingsRepeatTheRun() throws {
    let first = try work.huse("train", "--config", "settings.yaml", "-b", "16", "-o", "first")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("epoch 30/30, loss "))
    #expect(first.errors.contains("classification "))
    #expect(first.output.contains("Wrote first/model.huse\n"))
    let effective = try work.text("first/huse.yaml")
    #expect(effective.contains("\nbatch-size: 16\n"))
    #expect(effective.contains("\nimage-hidden: 16,12\n"))
    #expect(effective.contains("\ntext-hidden: none\n"))
    #expect(effective.contains("\nweight-decay: 0.01\n"))

    // From another folder, with nothing but the file.
    let second = try work.huse(
      "train", "--config", work.file("first/huse.yaml").path, "--output", "second", "--quiet")
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.isEmpty && second.errors.isEmpty)
    #expect(try work.data("first/model.huse") == work.data("second/model.huse"))
    #expect(try work.text("second/huse.yaml") == effective)

    let other = try work.huse(
      "train", "--config", "first/huse.yaml", "--seed", "8", "-o", "third", "--quiet")
    #expect(other.status == 0, "\(other.errors)")
    #expect(try work.data("first/model.huse") != work.data("third/model.huse"))
    #expect(try work.text("third/huse.yaml").contains("\nseed: 8\n"))
  }

  @Test func anOptionPrecedesTheFileAndTheFileTheDefault() throws {
    let outcome = try work.huse(
      "train", "--dropout", "0.5", "--config=settings.yaml", "--epochs", "2", "-o", "out",
      "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map { Data($0.utf8) }
    let epochs = try lines.dropLast().map {
      try JSONDecoder().decode(TrainingProgress.self, from: $0)
    }
    let summary = try JSONDecoder().decode(Summary.self, from: try #require(lines.last))
    #expect(epochs.map(\.epoch) == [1, 2])
    #expect(epochs[0].loss.terms.map(\.name) == ["classification", "graph", "gap"])
    #expect(epochs[0].validation != nil)
    #expect(summary.training.epochs == 2)
    #expect(summary.model == work.file("out/model.huse").path)
    let effective = try work.text("out/huse.yaml")
    // The option, the file, the default.
    for line in ["epochs: 2", "dropout: 0.5", "learning-rate: 0.01", "batch-size: 256"] {
      #expect(effective.contains("\n\(line)\n"), "\(line)")
    }
  }

  @Test func whatIsWrongWithAFileIsNamedWithItsLine() throws {
    for (content, message) in [
      (
        "epochs: 3\nlearnig-rate: 1",
        ":2: there is no setting 'learnig-rate'. Did you mean "
          + "'learning-rate'?"
      ),
      (
        "nonsense: 3",
        ":1: there is no setting 'nonsense'. `huse train --help` lists all settings."
      ),
      ("\n\ndropout: 3", ":3: --dropout: expected a share in [0, 1), found 3.0."),
      ("epochs: many", ":1: The value 'many' is invalid for '--epochs <epochs>'"),
      ("epochs: 3\nepochs: 4", ": 'epochs' is duplicated. Keep the line that is right."),
      ("epochs: [3", ": is not YAML: did not find expected ',' or ']'."),
      ("keep-best: perhaps", ":1: keep-best: expected true or false, found 'perhaps'."),
      ("epochs:\n  first: 3", ":1: epochs: expected one value, found further names."),
      ("epochs: ''", ":1: epochs: expected a value, found nothing."),
      (
        "recipe: manual\noptimizer: sgd\nbeta1: 0.5",
        "--beta1 does not apply to --optimizer sgd, but to adam, "
          + "adamw."
      ),
    ] {
      try work.write(content, to: "wrong.yaml")
      let outcome = try work.huse(
        "train", "--config", "wrong.yaml", "--data", "pairs.safetensors", "-o", "out")
      #expect(outcome.status == 64, "\(content)")
      #expect(
        outcome.errors.contains(message)
          || outcome.errors.contains("wrong.yaml" + message), "\(outcome.errors)")
      #expect(!work.exists("out"))
    }
    let missing = try work.huse("train", "--config", "missing.yaml", "-o", "out")
    #expect(missing.status == 64)
    #expect(missing.errors.contains("missing.yaml: no such file."))
  }

  @Test func whatIsWrongWithTheFileOfAnEvaluationIsNamedWithItsLine() throws {
    let trained = try work.huse(
      "train", "--config", "settings.yaml", "-o", "run", "-e", "1", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    for (content, message) in [
      (
        "data: pairs.safetensors\ntest-fracton: 0.2",
        "wrong.yaml:2: there is no setting 'test-fracton'. Did you mean 'test-fraction'?"
      ),
      ("\ntest-fraction: 2", "wrong.yaml:2: --test-fraction: expected "),
      ("seed: 1\nseed: 2", "wrong.yaml: 'seed' is duplicated. Keep the line that is right."),
      ("seed: [1", ": is not YAML: did not find expected ',' or ']'."),
      ("seed: 1", "Missing expected argument '--data <data>'"),
    ] {
      try work.write(content, to: "wrong.yaml")
      let outcome = try work.huse("evaluate", "run", "--config", "wrong.yaml")
      #expect(outcome.status == 64, "\(content)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    let missing = try work.huse("evaluate", "run", "--config", "missing.yaml")
    #expect(missing.status == 64)
    #expect(missing.errors.contains("missing.yaml: no such file."))
  }

  /// In a tree of one level every class is correct, and all are equally far from each other.
  @Test func classesWithoutATreeHaveNoHierarchicalPrecision() throws {
    let pairs = try ScatteredPairs.pairs()
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels,
      classNames: ["a", "b", "c", "d", "e", "f"]
    ).write(to: work.file("flat.safetensors"))
    let outcome = try work.huse(
      "train", "--data", "flat.safetensors", "--graph-weight", "0", "--image-hidden", "16",
      "--text-hidden", "16", "--dimension", "8", "--epochs", "1", "-o", "flat", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let evaluated = try work.huse("evaluate", "flat", "--data", "flat.safetensors")
    #expect(evaluated.output.contains("R@10") && evaluated.output.contains("mAP@50"))
    for column in ["HP@", "tree distance@1", "mAHP"] {
      #expect(!evaluated.output.contains(column), "\(column)")
    }
  }

  @Test func aModelIsNotReplacedUnlessAsked() throws {
    try FileManager.default.createDirectory(
      at: work.file("out"), withIntermediateDirectories: true)
    try work.write("a model", to: "out/model.huse")
    let refused = try work.huse("train", "--config", "settings.yaml", "-o", "out")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("out/model.huse: could not be written: it is there."))
    #expect(try work.text("out/model.huse") == "a model")
    let replaced = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--overwrite", "--quiet")
    #expect(replaced.status == 0, "\(replaced.errors)")
    _ = try SharedEmbedding(contentsOf: work.file("out/model.huse"))
  }

  @Test func evaluationIsThatOfTheTrainingAndComesInFourFormats() throws {
    let trained = try work.huse("train", "--config", "settings.yaml", "-o", "run", "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    let last = try #require(trained.output.split(separator: "\n").last)
    let summary = try JSONDecoder().decode(Summary.self, from: Data(last.utf8))

    func evaluate(_ format: String) throws -> String {
      let outcome = try work.huse(
        "evaluate", "run", "--config", "run/huse.yaml", "--format", format)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    struct Figures: Decodable {
      let pairs: Int
      let measures: [String: Double]
    }
    let figures = try JSONDecoder().decode(Figures.self, from: Data(try evaluate("json").utf8))
    #expect(figures.pairs == 18)
    #expect(figures.measures == summary.test)
    #expect(figures.measures["textToImage HP@5"] != nil)
    let distance = try #require(figures.measures["textToImage tree distance@1"])
    #expect(distance >= 0 && distance < 0.6)
    let hierarchical = try #require(figures.measures["textToImage mAHP"])
    #expect(hierarchical > 0.4 && hierarchical <= 1)
    let error = try #require(figures.measures["ECE fusion"])
    #expect(error >= 0 && error < 1)
    // Chance is 0.17.
    #expect(try #require(figures.measures["textToImage R@1"]) > 0.4)
    #expect(try #require(figures.measures["accuracy text"]) > 0.4)

    let recall = try #require(figures.measures["textToImage R@1"])
    #expect(try evaluate("csv").contains("\"text→image\",\"R@1\",\"\(recall)\",\"\""))
    #expect(try evaluate("text").contains("Retrieval, 18 pairs\n"))
    let markdown = try evaluate("markdown")
    let precision = try #require(figures.measures["textToImage mAP"])
    let row = [precision, recall].map { String(format: "%.3f", $0) }.joined(separator: " | ")
    #expect(markdown.contains("| text→image | \(row) |"))
    #expect(markdown.contains("| HP@10 | tree distance@1 | mAHP |\n"))
    #expect(markdown.contains("| Accuracy, 18 pairs | accuracy | macro accuracy | ECE |\n"))
  }

  @Test func evaluationTakesDataOfAnotherOrderOfClasses() throws {
    let trained = try work.huse("train", "--config", "settings.yaml", "-o", "run", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")
    let pairs = try ScatteredPairs.pairs()
    func measures(_ data: String) throws -> String {
      try work.huse("evaluate", "run", "--data", data, "--format", "json").output
    }
    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels.map { 5 - $0 },
      classNames: pairs.classNames.reversed()
    ).write(to: work.file("reversed.safetensors"))
    let expected = try measures("pairs.safetensors")
    #expect(expected.contains("\"pairs\" : 90"))
    #expect(try measures("reversed.safetensors") == expected)

    try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels,
      classNames: ["a", "b", "c", "d", "e", "f"]
    ).write(to: work.file("other.safetensors"))
    let other = try work.huse("evaluate", "run", "--data", "other.safetensors")
    #expect(other.status == 1)
    #expect(other.errors.contains("row 0: class 'a' is not among the 6 class names"))
  }

  @Test func argumentsThatCannotBeUsedAreNamed() throws {
    let nothing = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--graph-weight", "0",
      "--classification-weight", "0", "--gap-weight", "0")
    #expect(nothing.status == 64)
    #expect(nothing.errors.contains("Every weight of the loss is 0"))
    let endless = try work.huse(
      "train", "--config", "settings.yaml", "-o", "out", "--epochs", "\(Int.max)")
    #expect(endless.status == 64)
    #expect(endless.errors.contains("--epochs: expected a number from 1 to 1000000000, found "))
    let both = try work.huse("evaluate", "run")
    #expect(both.status == 64)
    #expect(both.errors.contains("Pass --data, or --config for the data of a training."))
    let missing = try work.huse("evaluate", "nowhere.huse", "--data", "pairs.safetensors")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nowhere.huse: no such file or folder."))
  }
}
