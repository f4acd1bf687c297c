import Foundation
import HUSE

// snippet.train
let pairs = try PairedFeatures(contentsOf: URL(fileURLWithPath: "pairs.safetensors"))
let (train, test) = try pairs.split(testFraction: 0.2, seed: 7)
let encoder = try BERTEncoder(contentsOf: URL(fileURLWithPath: "all-MiniLM-L6-v2"))

let graph = try SemanticGraph(classNames: train.classNames, encodedBy: encoder)
let model = try SharedEmbedding.trained(
  on: train, graph: graph, textEncoder: encoder
) { print($0) }
// snippet.end

// snippet.measure
let report = try RetrievalReport(
  images: model.embed(imageFeatures: test.images), texts: model.embed(textFeatures: test.texts),
  labels: test.labels)
for direction in RetrievalDirection.allCases {
  print(direction, report[direction].recall)  // R@1, R@5 and R@10
}
print(try model.classify(imageFeatures: test.images).accuracy(labels: test.labels))
// snippet.end

// snippet.keep
try model.write(to: URL(fileURLWithPath: "model.huse"))
// snippet.end
