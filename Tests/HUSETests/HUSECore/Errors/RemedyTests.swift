import HUSECore
import Testing

@Suite struct RemedyTests {
  @Test func remediesInWordsOfSwift() {
    let missing = HUSEError.fileNotFound(path: "a.csv", remedy: "Check the path.")
    let remedies: [(Remedy, String)] = [
      ("Check the path.", "Check the path."),
      ("Found: \(["a", "b"].joined(separator: ", ")).", "Found: a, b."),
      (
        .either("Write a text", orPass: .skippingInvalidRows),
        "Write a text, or pass `onInvalidRow: .skip`."
      ),
      (.pass(.pooling, to: "use one of them"), "Pass `pooling:` to use one of them."),
      (.fetchAgain(orPass: .prompt), "Fetch the file again, or remove it and pass `prompt:`."),
      (.passFile(.index), "Pass a file that `EmbeddingIndex.write(to:)` wrote."),
      (.writeAgain(.model), "Write the model again with `write(to:)`."),
      (
        .passEncoder(.image),
        "Pass `imageEncoder:` when you create or load it, or call `embed(imageFeatures:)`."
      ),
      (
        .solveFirst(missing),
        "The first problem: a.csv: no such file or folder. Check the path."
      ),
    ]
    for (remedy, sentence) in remedies { #expect("\(remedy)" == sentence) }
  }

  @Test func aProgramWordsRemediesItself() {
    let error = HUSEError.invalidRow(
      source: "data.csv", row: 2, column: 1, problem: "the text is empty",
      remedy: .either("Write a text", orPass: .skippingInvalidRows))
    #expect(
      error.description { remedy in
        guard case .either(let action, .skippingInvalidRows) = remedy else { return nil }
        return "\(action), or tick Skip."
      } == "data.csv: row 2, column 1: the text is empty. Write a text, or tick Skip.")
    #expect(
      error.description { _ in nil } == "data.csv: row 2, column 1: the text is empty.")
  }

  @Test func remediesOfErrorsWithoutOne() {
    let error = HUSEError.noTextEncoder
    #expect(error.remedy == .passEncoder(.text))
    #expect(
      error.description { _ in "Type numbers." } == "This model has no text encoder. Type numbers.")
    #expect(HUSEError.cancelled(step: 3).remedy == nil)
    #expect(
      HUSEError.writeFailed(path: "m.huse", problem: "the disk is full").description { _ in "No." }
        == "m.huse: could not be written: the disk is full. Nothing was changed there.")
  }

  @Test func linesOfUnclearClasses() {
    let error = HUSEError.unclearClasses(
      source: "mapping.csv", candidates: [["tea,tea.n.01,is", "tea,tea.n.02,is"]], classCount: 4)
    #expect(
      "\(error)" == """
        mapping.csv: 1 of 4 classes need an entry:
        tea,tea.n.01,is
        tea,tea.n.02,is
        Write a row class,synset,relation for each into the mapping.
        """)
  }

  @Test func controlCharactersOfAnyWordingAreEscaped() {
    let error = HUSEError.fileNotFound(path: "a\u{1B}b", remedy: "Look for 'a\u{7}b'.")
    #expect("\(error)" == #"a\u{1b}b: no such file or folder. Look for 'a\u{7}b'."#)
  }
}
