import Foundation
import Testing

/// Every command has help and completions; a name that is none is an error.
@Suite struct HelpTests {
  private static let commands = [
    "encode", "train", "tune", "evaluate", "report", "embed", "index", "search", "classify",
    "inspect", "compare", "export",
  ]

  @Test(arguments: commands)
  func everyCommandHasHelp(command: String) throws {
    let help = try TemporaryFolder().huse("help", command)
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: huse \(command) "))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsNameEveryCommandAndTheSettings(shell: String) throws {
    let script = try TemporaryFolder().huse("--generate-completion-script", shell)
    #expect(script.status == 0)
    for name in Self.commands + ["learning-rate", "on-invalid"] {
      #expect(script.output.contains(name), "\(name)")
    }
  }

  @Test func anUnknownCommandIsAnError() throws {
    let unknown = try TemporaryFolder().huse("trian")
    #expect(unknown.status == 64)
    #expect(unknown.errors.contains("trian"))
  }
}
