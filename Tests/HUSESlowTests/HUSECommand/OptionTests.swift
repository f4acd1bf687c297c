import Foundation
import HUSE
import Testing

/// Options that mean the same in every command, and those that let a training be looked at first.
@Suite struct OptionTests {
  private let work: TemporaryFolder
  private static let options = ["--data", "pairs.safetensors", "--graph", "taxonomy"]

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
  }

  private func train(_ arguments: String...) throws -> BuiltProgram.Outcome {
    try BuiltProgram(name: "huse").run(["train"] + Self.options + arguments, in: work.url)
  }

  @Test func theVersionIsToldWithThatOfModelFiles() throws {
    let outcome = try work.shell("huse --version")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("model files of version 6"))
  }

  @Test(
    arguments: [
      "embed tea.huse tea", "search tea.huse texts.index tea", "classify tea.huse tea",
      "evaluate tea.huse --data pairs.safetensors", "inspect tea.huse",
      "train --data pairs.safetensors --graph taxonomy --recipe manual -e 1 -o out",
    ])
  func jsonAndQuietMeanTheSame(command: String) throws {
    let json = try work.shell("huse \(command) --json")
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    // Pretty or a line each.
    let whole = try? JSONSerialization.jsonObject(with: Data(json.output.utf8))
    if whole == nil {
      for line in json.output.split(separator: "\n") {
        #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any])
      }
    }
    let quiet = try work.shell("rm -rf out; huse \(command) --quiet")
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
    // Results are not progress; a training's result is its folder.
    #expect(quiet.output.isEmpty == command.hasPrefix("train"))
    let both = try work.shell("rm -rf out; huse \(command) --quiet --json")
    #expect(both.status == 64)
    #expect(both.errors.contains("Pass --quiet or --json, not both."))
  }

  @Test(
    arguments: [
      ("evaluate tea.huse --data pairs.safetensors --format csv", "json, not csv"),
      ("search tea.huse texts.index tea --format text", "jsonl, not text"),
      ("embed tea.huse tea -o e.npy --format npy", "jsonl, not npy"),
    ])
  func anotherFormatThanJSONIsAnError(command: String, message: String) throws {
    let outcome = try work.shell("huse \(command) --json")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--json is --format \(message)."), "\(outcome.errors)")
  }

  @Test func theSettingsArePrintedAsTheyWouldBeWritten() throws {
    let options = ["--recipe", "manual", "-e", "2", "-o", "out"]
    let printed = try BuiltProgram(name: "huse").run(
      ["train"] + Self.options + options + ["--print-config"], in: work.url)
    #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
    #expect(!work.exists("out"))
    let trained = try BuiltProgram(name: "huse").run(
      ["train"] + Self.options + options + ["--quiet"], in: work.url)
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try work.text("out/huse.yaml") == printed.output)
  }

  @Test(arguments: ["manual", "automatic"])
  func aDryRunWritesNothing(recipe: String) throws {
    let outcome = try train(
      "--recipe", recipe, "--test-fraction", "0.5", "--validation-fraction", "0", "-o", "out",
      "--dry-run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.output
        == "4 pairs of 2 classes: 2 to train on, 0 for validation, 2 for the test\n"
        + "Nothing was written. Without --dry-run the model goes to "
        + "\(work.file("out/model.huse").path)\n")
    #expect(!work.exists("out"))
    let json = try train("--recipe", recipe, "-o", "out", "--dry-run", "--json")
    #expect(json.output.contains("\"classes\":2") && json.output.contains("\"pairs\":4"))
  }

  @Test func aDryRunFindsWhatATrainingWould() throws {
    let data = try work.shell("huse train --data nothing.npz -o out --dry-run")
    #expect(data.status == 1 && data.errors.contains("nothing.npz"), "\(data.errors)")
    let encoder = try train("--image-encoder", "resnet50", "-o", "out", "--dry-run")
    #expect(encoder.status == 1)
    #expect(encoder.errors.contains("resnet50.safetensors: no such file or folder."))
    #expect(try train("-e", "1", "-o", "out", "--quiet", "--recipe", "manual").status == 0)
    let taken = try train("-o", "out", "--dry-run")
    #expect(taken.status == 1 && taken.errors.contains("it is there. Pass another --output"))
  }

  @Test func encodersMayBeLeftOut() throws {
    let options = ["--text-encoder", "ngrams", "--recipe", "manual", "-e", "1", "--quiet"]
    for (name, more) in [("with", []), ("without", ["--no-store-encoders"])] {
      // The features of ngrams are as long as the encoder says.
      let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 4096)
      let features = try encoder.features(of: TeaModel.texts)
      try PairedFeatures(
        images: features, texts: features, labels: [0, 0, 1, 1], classNames: ["apple", "tea"]
      ).write(to: work.file("pairs.safetensors"))
      let outcome = try BuiltProgram(name: "huse").run(
        ["train"] + Self.options + options + more + ["-o", name], in: work.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let model = try SharedEmbedding(contentsOf: work.file("\(name)/model.huse"))
      #expect((model.textEncoder != nil) == (name == "with"))
    }
    #expect(try work.text("without/huse.yaml").contains("store-encoders: false"))
    let again = try work.huse(
      "train", "--config", "without/huse.yaml", "-o", "again", "--quiet")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try work.data("again/model.huse") == work.data("without/model.huse"))
  }

  @Test func threadsAreChosen() throws {
    let outcome = try train(
      "--recipe", "manual", "-e", "1", "--threads", "1", "-o", "out", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let usual = try work.shell(
      "OPENBLAS_NUM_THREADS=1 huse train --data pairs.safetensors --graph taxonomy "
        + "--recipe manual -e 1 -o usual --quiet")
    #expect(usual.status == 0, "\(usual.errors)")
    #expect(try work.data("out/model.huse") == work.data("usual/model.huse"))
    let none = try train("--threads", "0", "-o", "none")
    #expect(none.status == 64)
    #expect(none.errors.contains("--threads: expected a number above 0, found 0."))
  }

  @Test func anUnknownClassIsNamedWithTheNearest() throws {
    let features = Matrix(rows: 2, columns: 64, repeating: 1)
    try PairedFeatures(
      images: features, texts: features, classes: ["aple", "tea"]
    ).write(to: work.file("other.safetensors"))
    let outcome = try work.huse("evaluate", "tea.huse", "--data", "other.safetensors")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "row 0: class 'aple' is not among the 2 class names. Did you mean 'apple'?"))
  }
}
