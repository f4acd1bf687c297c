import Foundation
import HUSE

// snippet.train
let pairs = try PairedFeatures(contentsOf: URL(fileURLWithPath: "pairs.safetensors"))
let (train, test) = try pairs.split(testFraction: 0.2, seed: 7)
let encoder = try BERTEncoder(contentsOf: URL(fileURLWithPath: "all-MiniLM-L6-v2"))

var model = try SharedEmbedding(
  imageTower: Tower(
    inputDimension: train.images.columns, hiddenDimensions: [512], outputDimension: 256,
    inputScaling: FeatureScaling(standardizing: train.images), seed: 1),
  textTower: Tower(
    inputDimension: train.texts.columns, hiddenDimensions: [512], outputDimension: 256,
    inputScaling: FeatureScaling(standardizing: train.texts), seed: 2),
  classNames: train.classNames, textEncoder: encoder)

let graph = try SemanticGraph(classNames: train.classNames, encodedBy: encoder)
let loss = 0.6 * ClassificationLoss() + 0.2 * GraphLoss(graph, margin: 0.8) + 0.2 * GapLoss()
var trainer = Trainer(optimizer: Adam.adamW(learningRate: 1e-3), batchSize: 256, seed: 7)
try trainer.train(&model, on: train, minimizing: loss, epochs: 60) { print($0) }
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
