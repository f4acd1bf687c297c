import Foundation
import HUSE
import Testing

/// Programs whose standard streams are closed, full or gone.
@Suite struct StandardStreamTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
  }

  @Test(
    arguments: [
      "huse embed tea.huse 'green tea'", "huse embed tea.huse --data pairs.safetensors",
      "huse search tea.huse texts.index 'green tea'",
      "huse search tea.huse texts.index --format jsonl 'green tea'",
      "huse classify tea.huse 'green tea'", "huse classify tea.huse --json 'green tea'",
      "huse evaluate tea.huse --data pairs.safetensors",
      "huse evaluate tea.huse --data pairs.safetensors --format json", "huse inspect tea.huse",
      "huse inspect tea.huse --json", "huse --help", "huse --generate-completion-script bash",
      "huse train --data pairs.safetensors --recipe manual --graph taxonomy -e 2 -o out --json",
      "FoodRetrieval --help",
    ], [">/dev/full", ">&-"])
  func resultsThatCannotBeWrittenAreAnError(command: String, redirection: String) throws {
    let outcome = try work.shell("\(command) \(redirection)")
    #expect(outcome.status == 1)
    let reason = redirection == ">&-" ? "Bad file descriptor" : "No space left on device"
    #expect(
      outcome.errors.hasSuffix(
        "Error: Standard output could not be written: \(reason). What it holds is incomplete.\n"),
      "\(outcome.errors)")
  }

  /// The training itself loses nothing: it resumes from the step that could not be reported.
  @Test func aTrainingWhoseReportsCannotBeWrittenResumes() throws {
    let options = "--data pairs.safetensors --recipe manual --graph taxonomy -e 3"
    let failed = try work.shell("huse train \(options) -o out --json >/dev/full")
    #expect(failed.status == 1)
    #expect(work.exists("out/checkpoints/step-000000001.checkpoint"))
    let resumed = try work.shell("huse train --resume -o out --quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try work.shell("huse train \(options) -o whole --quiet")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try work.data("out/model.huse") == work.data("whole/model.huse"))
  }

  @Test func aReaderThatHasSeenEnoughIsNoError() throws {
    try work.write(String(repeating: "green tea\n", count: 3000), to: "many")
    let outcome = try work.shell("{ huse embed tea.huse <many; echo $? >status; } | head -n 1")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.split(separator: "\n").count == 1)
    #expect(try work.text("status") == "\(128 + SIGPIPE)\n")
  }

  /// Progress is given up, and nothing of it lands in a file that is opened later.
  @Test(arguments: ["2>/dev/full", "2>&-", "0<&- 1>&- 2>&-", "2>&1 >/dev/null | true"])
  func progressThatCannotBeWrittenIsGivenUp(redirection: String) throws {
    func train(_ output: String, _ redirection: String) -> String {
      "huse train --data pairs.safetensors --recipe manual --graph taxonomy -e 20 --curves-every 1 "
        + "-o \(output) \(redirection)"
    }
    let expected = try work.shell(train("whole", "--quiet"))
    #expect(expected.status == 0, "\(expected.errors)")
    let outcome = try work.shell(train("out", redirection))
    // What was to be printed at the end is lost with standard output.
    #expect(outcome.status == (redirection.contains("1>&-") ? 1 : 0))
    #expect(try work.data("out/model.huse") == work.data("whole/model.huse"))
    let lines = try work.text("out/curves.csv").split(separator: "\n")
    #expect(lines.count == 1 + 20)
    #expect(
      Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }).count
        == 1)
  }

  @Test func aClosedStandardInputIsNamed() throws {
    let outcome = try work.shell("huse embed tea.huse <&-")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("standard input: cannot be read: Bad file descriptor."))
  }

  @Test func aFileBeyondTheLimitIsAnError() throws {
    let outcome = try work.shell(
      "ulimit -f 1; huse train --data pairs.safetensors --recipe manual --graph taxonomy -e 2 "
        + "-o out --quiet 2>errors; status=$?; cat errors >&2; exit $status")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("could not be written: File too large"), "\(outcome.errors)")
    #expect(!work.exists("out/model.huse"))
  }

  /// As `nohup` starts it: the end of the terminal is not the end of the work.
  @Test func anIgnoredHangUpStaysIgnored() throws {
    let outcome = try work.shell(
      """
      trap '' HUP
      huse train --data pairs.safetensors --recipe manual --graph taxonomy -e 500 -o out --quiet &
      child=$!
      while ! test -e out/curves.csv; do sleep 0.05; done
      kill -HUP $child
      wait $child
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(work.exists("out/model.huse"))
  }

  /// A program that writes a line and waits for the answer, as a co-process does.
  @Test(arguments: ["embed tea.huse", "search tea.huse texts.index", "classify tea.huse --json"])
  func everyLineIsAnsweredBeforeTheNextIsWaitedFor(command: String) throws {
    let outcome = try work.shell(
      """
      mkfifo questions answers
      huse \(command) <questions >answers &
      exec 3>questions 4<answers
      for text in 'green tea' 'red apple'; do
        printf '%s\\nblack' "$text" >&3
        read -r line <&4
        case $line in *"$text"*) ;; *) echo "$text: $line"; kill $!; exit 1;; esac
        case '\(command)' in search*) for i in 1 2 3 4; do read -r line <&4; done;; esac
        printf ' tea\\n' >&3
        read -r line <&4
        case $line in *'black tea'*) ;; *) echo "black tea: $line"; kill $!; exit 1;; esac
        case '\(command)' in search*) for i in 1 2 3 4; do read -r line <&4; done;; esac
      done
      exec 3>&-
      wait $!
      """)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
