import Foundation
import HUSE

let arguments = CommandLine.arguments.dropFirst()
guard let file = arguments.first, let text = arguments.dropFirst().first else {
  FileHandle.standardError.write(Data("usage: EmbedInYourApp MODEL TEXT\n".utf8))
  exit(64)
}
let model = try SharedEmbedding(contentsOf: URL(fileURLWithPath: file))
let embedding = try model.embed(text: text)
let best = try model.classify(text: text)[0]
print("\(embedding.count) numbers, the first \(embedding[0]); most likely \(best.name)")
