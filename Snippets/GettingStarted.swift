import HUSE

let texts = [
  "a red apple", "apples from our garden", "one sour green apple",
  "a ripe banana", "bananas, yellow and sweet", "bananas that are still green",
  "two lemons", "a lemon cut in half", "sour yellow lemon",
]
// What an image encoder would give: here red, green, blue, and how round the fruit is.
let imageFeatures: Matrix = [
  [0.9, 0.1, 0.1, 0.9], [0.8, 0.2, 0.1, 0.8], [0.4, 0.8, 0.2, 0.9],
  [0.9, 0.9, 0.3, 0.1], [0.9, 0.8, 0.2, 0.2], [0.5, 0.8, 0.2, 0.1],
  [0.9, 0.9, 0.2, 0.7], [1.0, 0.9, 0.4, 0.6], [0.9, 0.8, 0.1, 0.7],
]
let fruits = ["apple", "banana", "lemon"]

let encoder = try HashedNGramEncoder(fittedTo: texts, dimension: 256)
let pairs = try PairedFeatures(
  images: imageFeatures, texts: encoder.features(of: texts),
  classes: fruits.flatMap { [$0, $0, $0] },
  identifiers: fruits.flatMap { fruit in (1...3).map { "\(fruit)-\($0).jpg" } })

var model = try SharedEmbedding(
  imageTower: Tower(
    inputDimension: pairs.images.columns, hiddenDimensions: [32], outputDimension: 16,
    inputScaling: FeatureScaling(standardizing: pairs.images), seed: 1),
  textTower: Tower(
    inputDimension: pairs.texts.columns, hiddenDimensions: [32], outputDimension: 16, seed: 2),
  classNames: pairs.classNames, textEncoder: encoder)

let graph = try SemanticGraph(classNames: pairs.classNames, encodedBy: encoder)
let loss = 0.6 * ClassificationLoss() + 0.2 * GraphLoss(graph) + 0.2 * GapLoss()
var trainer = try Trainer(optimizer: Adam(learningRate: 0.01), seed: 7)
try trainer.train(&model, on: pairs, minimizing: loss, epochs: 100)

let index = try EmbeddingIndex(
  model.embed(imageFeatures: pairs.images), identifiers: pairs.identifiers)
for match in try index.nearest(3, to: model.embed(text: "yellow lemons")) {
  print(match.identifier)
}
print(try model.classify(text: "a green apple")[0].name)
