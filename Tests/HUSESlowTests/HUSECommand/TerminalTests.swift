import Foundation
import HUSE
import Testing

/// Text of files and arguments that would act on a terminal.
@Suite struct TerminalTests {
  private static let attack = "tea\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\nok"
  private static let shown = #"tea\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\nok"#
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work, classNames: ["apple", Self.attack])
    let model = try SharedEmbedding(contentsOf: work.file("tea.huse"))
    try EmbeddingIndex(
      model.embed(texts: ["green tea"]), identifiers: [Self.attack]
    ).write(to: work.file("attack.index"))
  }

  private func expectHarmless(_ outcome: BuiltProgram.Outcome) {
    let text = (outcome.output + outcome.errors).unicodeScalars
    #expect(!text.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    #expect(!text.contains("\u{202E}"))
  }

  @Test(
    arguments: [
      ["search", "tea.huse", "attack.index", attack], ["classify", "tea.huse", attack],
      ["inspect", "tea.huse"], ["inspect", "attack.index"],
      ["search", "tea.huse", "attack.index", "--format", "jsonl", attack],
      ["classify", "tea.huse", "--json", attack], ["inspect", "tea.huse", "--json"],
      ["embed", "tea.huse", attack],
    ])
  func namesAreEscapedInResults(arguments: [String]) throws {
    let outcome = try BuiltProgram(name: "huse").run(arguments, in: work.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    expectHarmless(outcome)
    if arguments.contains(where: { $0.contains("json") }) || arguments[0] == "embed" {
      #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [String: Any])
      let escapes = #"tea\u001b]0;owned\u0007\u009b31m\u202e\nok"#
      #expect(outcome.output.contains(escapes), "\(outcome.output)")
    } else {
      #expect(outcome.output.contains(Self.shown), "\(outcome.output)")
    }
  }

  @Test func pathsAreEscapedInErrors() throws {
    for arguments in [
      ["inspect", Self.attack], ["embed", Self.attack, "tea"],
      ["train", "--config", Self.attack, "-o", "out"],
      ["train", "--data", Self.attack, "-o", "out"],
    ] {
      let outcome = try BuiltProgram(name: "huse").run(arguments, in: work.url)
      #expect(outcome.status != 0)
      expectHarmless(outcome)
      #expect(outcome.errors.contains(#"tea\u{1b}]0;owned\u{7}"#), "\(outcome.errors)")
    }
  }

  /// A line feed in the name of an output would forge a line.
  @Test func pathsAreEscapedInReports() throws {
    let train = [
      "train", "--data", "pairs.safetensors", "--recipe", "manual", "--graph", "taxonomy",
    ]
    for arguments in [
      train + ["-e", "1", "-o", Self.attack], train + ["--dry-run", "-o", Self.attack + "2"],
      ["export", "texts.index", "-o", Self.attack + ".csv"],
      ["report", "tea.huse", "--data", "pairs.safetensors", "-o", Self.attack + ".html"],
    ] {
      let outcome = try BuiltProgram(name: "huse").run(arguments, in: work.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
      expectHarmless(outcome)
      #expect((outcome.output + outcome.errors).contains(Self.shown), "\(outcome)")
    }
  }

  /// The settings of a run name its data, wherever that lies.
  @Test func aPathWithALineBreakIsReadBack() throws {
    let folder = "a \"b\\ 'c'\u{1B}\nd: e\u{85}"
    try FileManager.default.createDirectory(
      at: work.file(folder), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: work.file("pairs.safetensors"), to: work.file("\(folder)/pairs.safetensors"))
    let first = try work.huse(
      "train", "--data", "\(folder)/pairs.safetensors", "--recipe", "manual", "--graph", "taxonomy",
      "-e", "2", "-o", "first", "--quiet")
    #expect(first.status == 0, "\(first.errors)")
    let second = try work.huse("train", "--config", "first/huse.yaml", "-o", "second", "--quiet")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try work.data("first/model.huse") == work.data("second/model.huse"))
    #expect(try work.data("first/huse.yaml") == work.data("second/huse.yaml"))
  }

  @Test(arguments: ["dumb", "xterm"])
  func aDumbTerminalGetsNoEscapeCodes(name: String) throws {
    var (terminal, program) = (Int32(-1), Int32(-1))
    try #require(openpty(&terminal, &program, nil, nil, nil) == 0)
    let process = Process()
    process.executableURL = BuiltProgram.folder.appendingPathComponent("huse")
    process.arguments = [
      "train", "--data", "pairs.safetensors", "--recipe", "manual", "--graph", "taxonomy", "-e",
      "3", "-o", "out",
    ]
    process.currentDirectoryURL = work.url
    process.environment = ["TERM": name]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: program)
    try process.run()
    process.waitUntilExit()
    close(program)
    #expect(process.terminationStatus == 0)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(terminal, &bytes, bytes.count)
    close(terminal)
    let text = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    #expect(text.contains("epoch 3/3, loss "), "\(text)")
    #expect(text.contains("\u{1B}") == (name == "xterm"))
  }
}
