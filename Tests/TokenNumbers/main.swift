// The numbers of texts' tokens, for Tests/Reference/compare_tokenizers.py: a list of texts in JSON
// on each line, and as many lists of numbers behind.
import Foundation
import HUSEEncoders

let tokenizer = try Tokenizer(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
while let line = readLine() {
  let texts = try JSONDecoder().decode([String].self, from: Data(line.utf8))
  // Written by hand, since an encoder would take longer than the tokenizer.
  let lists = texts.map { text in
    "[" + tokenizer.framedTokenIDs(of: text).map(String.init).joined(separator: ",") + "]"
  }
  FileHandle.standardOutput.write(Data("[\(lists.joined(separator: ","))]\n".utf8))
}
