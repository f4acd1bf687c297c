import HUSE
import Testing

/// Values and gradients of the losses over pairs and triplets against
/// `Tests/Reference/make_pair_loss_fixtures.py`.
@Suite struct PairLossReferenceTests {
  struct File: Decodable {
    let batches: [Batch]
  }

  struct Batch: Decodable {
    let name: String
    let labels: [Int]
    let embeddings: [[Float]]
    let classEmbeddings: [[Float]]
    let expected: [Expectation]
  }

  struct Expectation: Decodable {
    let loss: String
    let value: Double
    let embeddingGradient: [[Double]]
  }

  @Test func valuesAndGradientsEqualTheReference() throws {
    let file = try ReferenceFile.read("pair_losses.json", as: File.self)
    #expect(file.batches.count == 6)
    for batch in file.batches {
      let pairs = batch.labels.count
      let embeddings = try Matrix(rows: batch.embeddings)
      let logits = Matrix(rows: pairs, columns: batch.classEmbeddings.count)
      let output = try BatchOutput(
        imageEmbeddings: embeddings[rows: 0..<pairs],
        textEmbeddings: embeddings[rows: pairs..<2 * pairs],
        imageLogits: logits, textLogits: logits, labels: batch.labels)
      for expected in batch.expected {
        let loss = try loss(expected.loss, classEmbeddings: Matrix(rows: batch.classEmbeddings))
        let (value, gradient) = loss(output)
        let name: Comment = "\(expected.loss) of \(batch.name)"
        // Of a loss near 0 the rounding of its cosines is what is left.
        #expect(abs(value.total - expected.value) <= 1e-5 * max(abs(expected.value), 0.01), name)
        let difference = zip(
          gradient.embeddings.doubles.joined(), expected.embeddingGradient.joined()
        )
        .reduce(0) { max($0, abs($1.0 - $1.1)) }
        let size = expected.embeddingGradient.joined().reduce(0) { max($0, abs($1)) }
        #expect(difference <= 1e-5 * max(size, 0.01), name)
      }
    }
  }

  private func loss(_ name: String, classEmbeddings: Matrix) throws -> any Loss {
    switch name {
    case "triplet, margin 0.1": TripletLoss()
    case "triplet, margin 0.8": TripletLoss(margin: 0.8)
    case "cosine embedding of pairs": CosineEmbeddingLoss()
    case "cosine embedding of classes": CosineEmbeddingLoss(margin: -0.2, matching: .classes)
    case "AdaMine, margin 0.3": AdaMineLoss()
    case "AdaMine, margin 1": AdaMineLoss(margin: 1, classWeight: 2)
    case "hinge rank, margin 0.1": HingeRankLoss(classEmbeddings: classEmbeddings)
    case "hinge rank, margin 0.7": HingeRankLoss(classEmbeddings: classEmbeddings, margin: 0.7)
    case "contrastive of pairs": ContrastiveLoss()
    case "contrastive of classes": ContrastiveLoss(temperature: 0.5, matching: .classes)
    case "sigmoid of pairs": SigmoidLoss()
    case "sigmoid of classes": SigmoidLoss(scale: 3, bias: -1, matching: .classes)
    default: throw ReferenceFile.Unknown(name: name)
    }
  }
}
