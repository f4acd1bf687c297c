import Foundation
import HUSE
import Testing

/// Where `huse` writes, and what it must not write over.
@Suite struct OutputFileTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
  }

  @Test func linesGoThroughDevicesAndPipes() throws {
    let expected = try work.shell("huse embed tea.huse 'green tea'").output
    #expect(expected.hasPrefix("{"))
    let outcome = try work.shell(
      """
      set -e
      huse embed tea.huse -o /dev/stdout --format jsonl 'green tea' | cat
      echo kept >appended
      huse embed tea.huse -o /dev/stdout --format jsonl 'green tea' >>appended
      mkfifo pipe
      cat pipe >read &
      huse embed tea.huse -o pipe --format jsonl 'green tea'
      wait
      test -p pipe
      huse embed tea.huse -o /dev/null --format jsonl 'green tea'
      test -c /dev/null
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output == expected)
    #expect(try work.text("read") == expected)
    #expect(try work.text("appended") == "kept\n" + expected)
    let full = try work.shell("huse embed tea.huse -o /dev/full --format jsonl 'green tea'")
    #expect(full.status == 1)
    #expect(full.errors.contains("/dev/full: could not be written: No space left on device"))
  }

  @Test(
    arguments: [
      "embed tea.huse 'green tea' -o tea.huse", "embed tea.huse 'green tea' -o link",
      "embed tea.huse --data pairs.safetensors -o pairs.safetensors",
      "search tea.huse texts.index 'green tea' -o texts.index",
      "train --config run/huse.yaml -o run", "train --data run/model.huse -o run",
      "encode --data folder -o folder", "embed tea.huse -o texts < texts",
      "search tea.huse texts.index -o texts < texts", "train --data folder -o folder",
      "tune --data run/huse.yaml --taxonomy run/recipe.json -o run",
      "tune --data folder -o folder", "compare --data folder --output folder",
      "compare --data pairs.safetensors --taxonomy run/tables.csv --output run",
    ])
  func anInputIsNotWrittenOver(command: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: work.file("link").path, withDestinationPath: "tea.huse")
    for folder in ["run", "folder"] {
      try FileManager.default.createDirectory(
        at: work.file(folder), withIntermediateDirectories: true)
    }
    try work.write("data: ../pairs.safetensors\nepochs: 2\n", to: "run/huse.yaml")
    for file in ["texts", "run/recipe.json", "run/tables.csv"] {
      try work.write("green tea\n", to: file)
    }
    if command.contains("model.huse") {
      try work.data("tea.huse").write(to: work.file("run/model.huse"))
    }
    let before = try ["tea.huse", "pairs.safetensors", "texts.index", "run/huse.yaml"].map {
      try work.data($0)
    }
    let outcome = try work.shell("huse \(command)")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        "--output: expected a file or folder that is not an input, found "), "\(outcome.errors)")
    let after = try ["tea.huse", "pairs.safetensors", "texts.index", "run/huse.yaml"].map {
      try work.data($0)
    }
    #expect(after == before)
  }

  /// Only the files in a folder of data are inputs, not a folder in it that an earlier run made.
  @Test func aRunInTheFolderOfTheDataIsRepeated() throws {
    try FileManager.default.createDirectory(
      at: work.file("data"), withIntermediateDirectories: false)
    try work.data("pairs.safetensors").write(to: work.file("data/pairs.safetensors"))
    let options = "--data data --recipe manual --graph taxonomy -e 2 -o data/run --quiet"
    let outcome = try work.shell("huse train \(options) && huse train \(options) --overwrite")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func aFolderBelongsToOneProgram() throws {
    let options = "--data pairs.safetensors --recipe manual --graph taxonomy"
    let outcome = try work.shell(
      """
      huse train \(options) -e 1000000 -o out --quiet &
      child=$!
      while ! test -e out/curves.csv; do sleep 0.05; done
      huse train \(options) -e 2 -o out --overwrite
      echo $?
      kill -KILL $child
      wait $child
      huse train \(options) -e 2 -o out --overwrite --quiet
      echo $?
      """)
    #expect(outcome.output == "1\n0\n")
    #expect(
      outcome.errors.contains(
        "out: could not be written: another program is writing to this folder. Wait until it ends"),
      "\(outcome.errors)")
  }

  @Test func aRunThatReplacesAnotherLeavesNothingOfIt() throws {
    let data = "--data pairs.safetensors --graph taxonomy"
    let first = try work.shell("huse train \(data) --recipe paper -e 2 -o out --quiet")
    #expect(first.status == 0, "\(first.errors)")
    #expect(work.exists("out/recipe.json"))
    try work.write("half", to: "out/model.huse.17.partial")
    let second = try work.shell(
      "huse train \(data) --recipe manual -e 2 -o out --quiet --overwrite")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try work.text("out/huse.yaml").contains("recipe: manual"))
    #expect(
      try work.names(in: "out") == [
        "checkpoints", "curves.csv", "events.out.tfevents.huse", "huse.yaml", "model.huse",
        "split.csv",
      ])
  }
}
