import Foundation
import HUSE
import Testing

/// Errors of the library as the program words them: with its options, not with arguments in Swift.
@Suite struct RemedyTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try TeaModel.write(to: work)
    try FileManager.default.createDirectory(
      at: work.file("items/images"), withIntermediateDirectories: true)
    try work.write("image,text,classes\na.png,,tea\n", to: "items/data.csv")
    try Data().write(to: work.file("items/images/a.png"))
  }

  @Test(
    arguments: [
      ("classify texts.index tea", "Pass a file that `huse train` wrote."),
      ("search tea.huse tea.huse tea", "Pass a file that `huse embed --output` wrote."),
      (
        "classify tea.huse --images a.png",
        "Pass features with --data, or train with --image-encoder."
      ),
      (
        "evaluate tea.huse --data pairs.safetensors --taxonomy tree.xml",
        "found the extension 'xml', which is not supported. Supported: txt, nwk, newick and csv."
      ),
      (
        "evaluate tea.huse --data items",
        "the text is empty (line 2). Write a text, or pass --on-invalid skip."
      ),
      (
        "train --data items --recipe manual -o out",
        "the text is empty (line 2). Write a text, or pass --on-invalid skip."
      ),
      (
        "train --data items --on-invalid skip --recipe manual -o out",
        "The first problem: items/data.csv: row 0, column 1: the text is empty (line 2). Write a "
          + "text."
      ),
      (
        "train --data nothing --recipe manual -o out",
        "nothing: no such file or folder. Check the path."
      ),
    ])
  func errorsNameOptions(command: String, ending: String) throws {
    let outcome = try work.shell("huse \(command)")
    #expect(outcome.status != 0)
    let message = outcome.errors.replacing(work.url.path + "/", with: "")
    #expect(message.contains(ending), "\(outcome.errors)")
    for word in ["write(to:)", "(contentsOf:", "onInvalidRow", "format:", "testFraction"] {
      #expect(!message.contains(word), "\(outcome.errors)")
    }
    if ending.hasSuffix(".") { #expect(message.hasSuffix(ending + "\n"), "\(outcome.errors)") }
  }
}
