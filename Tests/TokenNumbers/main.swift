// The numbers of texts' tokens, for Tests/Reference/compare_tokenizers.py: a list of texts in JSON
// on each line, and as many lists of numbers behind.
import Foundation
import HUSEEncoders

let tokenizer = try Tokenizer(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
while let line = readLine() {
  let texts = try JSONDecoder().decode([String].self, from: Data(line.utf8))
  let numbers = texts.map { tokenizer.framedTokenIDs(of: $0) }
  FileHandle.standardOutput.write(try JSONEncoder().encode(numbers) + Data("\n".utf8))
}
