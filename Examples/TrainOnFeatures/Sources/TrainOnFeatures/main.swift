import Foundation
import HUSEModel

let arguments = CommandLine.arguments.dropFirst()
guard let data = arguments.first, let file = arguments.dropFirst().first else {
  FileHandle.standardError.write(Data("usage: TrainOnFeatures PAIRS MODEL\n".utf8))
  exit(64)
}
let pairs = try PairedFeatures(contentsOf: URL(fileURLWithPath: data))
let (train, test) = try pairs.split(testFraction: 0.2, seed: 7)
try SharedEmbedding.trained(on: train).write(to: URL(fileURLWithPath: file))

let model = try SharedEmbedding(contentsOf: URL(fileURLWithPath: file), storedEncoders: nil)
let report = try RetrievalReport(
  images: model.embed(imageFeatures: test.images), texts: model.embed(textFeatures: test.texts),
  labels: test.labels)
let recall = report.recall(at: 1, .textToImage) ?? 0
print("text to image, R@1 of \(test.count) held-out pairs: \(recall)")
