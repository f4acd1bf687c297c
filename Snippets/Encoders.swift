import Foundation
import HUSE

/// Shows how encoders are read.
func readEncoders(in folder: URL, texts: [String], photo: URL) throws {
  // snippet.bert
  let bert = try BERTEncoder(contentsOf: folder.appendingPathComponent("all-MiniLM-L6-v2"))
  let features = try bert.features(of: ["a slice of pizza"])  // Matrix(1 × 384)
  // snippet.end

  // snippet.pretrained
  let encoder = try PretrainedTextEncoder(contentsOf: folder.appendingPathComponent("e5-base"))
  let query = try encoder.prompted(by: .text("query: "))
  // snippet.end

  // snippet.precision
  let small = try PretrainedTextEncoder(
    contentsOf: folder.appendingPathComponent("e5-base"), precision: .int8)
  // snippet.end

  // snippet.paper
  let paper = try BERTEncoder(
    contentsOf: folder.appendingPathComponent("bert-base-uncased"),
    pooling: .lastFourLayersMean, longText: .salientTokens)
  print(paper.dimension)  // 3072
  // snippet.end

  // snippet.ngrams
  let ngrams = try HashedNGramEncoder(fittedTo: texts, dimension: 1024)
  // snippet.end

  // snippet.joined
  let joined = try JoinedTextEncoder([bert, ngrams])
  print(joined.dimension)  // 384 + 1024
  // snippet.end

  // snippet.images
  let lite = try EfficientNetLite0(
    contentsOf: folder.appendingPathComponent("efficientnet-lite0.safetensors"))
  print(try lite.features(of: [.file(photo)]))  // Matrix(1 × 1280)
  let resnet = try ResNet(contentsOf: folder.appendingPathComponent("resnet50.safetensors"))
  print(resnet.depth, resnet.dimension)  // 50 2048
  // snippet.end

  // snippet.clip
  let clip = try CLIPEncoder(contentsOf: folder.appendingPathComponent("clip-vit-base-patch32"))
  let classifier = try ZeroShotClassifier(
    classNames: ["pizza", "sushi"], encodedBy: clip.text, scale: clip.scale)
  let scores = try classifier.scores(of: clip.image.features(of: [.file(photo)]))
  print(scores[0].best?.name ?? "no class")  // pizza
  // snippet.end

  // snippet.pretrained-images
  let dinov2 = try PretrainedImageEncoder(
    contentsOf: folder.appendingPathComponent("dinov2-small"))
  print(dinov2.kind, dinov2.dimension)  // dinov2 384
  // snippet.end
  print(features, encoder.dimension, query.dimension, small.dimension)
}
