import Foundation
import HUSE

/// Shows how features are read.
func readFeatures() throws {
  // snippet.one-file
  let pairs = try PairedFeatures(contentsOf: URL(fileURLWithPath: "pairs.npz"))
  print(pairs.count, pairs.images, pairs.texts, pairs.classNames)
  // snippet.end

  // snippet.parts
  let parts = try PairedFeatures(
    images: URL(fileURLWithPath: "resnet.npy"), texts: URL(fileURLWithPath: "bert.csv"),
    labels: URL(fileURLWithPath: "labels.csv"))
  try parts.write(to: URL(fileURLWithPath: "pairs.safetensors"))
  // snippet.end
}

/// Shows features that stay in their files.
func openFeatures() throws {
  // snippet.stream
  let stream = try FeatureStream(contentsOf: URL(fileURLWithPath: "features"))
  print(stream.count, stream.imageDimension, stream.textDimension, stream.classNames)
  let (train, validation) = try stream.split(testFraction: 0.1, seed: 7)
  print(train.count, validation.count)
  // snippet.end
  print(validation.count)
}

/// Shows how images and texts are read and encoded.
func readItems(encoders folder: URL) throws {
  // snippet.items
  let items = try PairedItems(contentsOf: URL(fileURLWithPath: "recipes"), onInvalidRow: .skip)
  for error in items.skipped { print("skipped:", error) }

  let imageEncoder = try EfficientNetLite0(
    contentsOf: folder.appendingPathComponent("efficientnet-lite0.safetensors"))
  let textEncoder = try BERTEncoder(
    contentsOf: folder.appendingPathComponent("all-MiniLM-L6-v2"))
  let cache = FeatureCache(
    folder: URL(fileURLWithPath: "recipes-features"),
    imageEncoder: "EfficientNet-Lite0, ImageNet, 224 pixels",
    textEncoder: "all-MiniLM-L6-v2, mean of the last layer")
  let pairs = try items.encoded(images: imageEncoder, texts: textEncoder, cache: cache) {
    print($0)  // images: 64 of 375 encoded
  }
  // snippet.end

  // snippet.food101
  let food = try UPMCFood101(contentsOf: URL(fileURLWithPath: "food101"), onInvalidRow: .skip)
  let train = try food.train.encoded(
    images: imageEncoder, texts: textEncoder, classNames: food.classNames)
  let test = try food.test.encoded(
    images: imageEncoder, texts: textEncoder, classNames: food.classNames)
  // snippet.end

  // snippet.split-items
  let (trainRows, testRows) = try items.splitRows(testFraction: 0.2, seed: 7)
  let trainPairs = pairs.selecting(rows: trainRows)
  let testPairs = pairs.selecting(rows: testRows)
  // snippet.end
  print(train.count, test.count, trainPairs.count, testPairs.count)
}

/// Shows how features are divided.
func divide(_ pairs: PairedFeatures, dishes: [String]) throws {
  // snippet.split
  let (train, test) = try pairs.split(testFraction: 0.2, seed: 7)
  let three = try pairs.split(validationFraction: 0.1, testFraction: 0.2, seed: 7)
  let (apart, fromThese) = try pairs.split(testFraction: 0.2, seed: 7, groups: dishes)
  // snippet.end
  print(train.count, test.count, three.validation.count, apart.count, fromThese.count)
}

/// Shows what is done about a row that cannot be used.
func readOrExplain(_ file: URL) {
  // snippet.errors
  do {
    let pairs = try PairedFeatures(contentsOf: file)
    print("\(pairs.count) pairs")
  } catch .invalidRow(let source, let row, _, _, _) {
    print("Look at row \(row) of \(source).")
  } catch {
    print(error)  // one sentence: the file, what was found, and what to do
  }
  // snippet.end
}
