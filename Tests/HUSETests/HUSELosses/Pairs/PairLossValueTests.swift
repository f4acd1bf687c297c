import HUSECore
import HUSELosses
import Testing

/// What the losses over pairs and triplets give where there is nothing to compare, and for batches
/// that can be worked out by hand.
@Suite struct PairLossValueTests {
  struct Named: Sendable, CustomStringConvertible {
    let description: String
    let loss: any Loss

    init(_ description: String, _ loss: any Loss) {
      self.description = description
      self.loss = loss
    }
  }

  /// With settings at which anything at all would be active.
  static let losses = [
    Named("triplet", TripletLoss(margin: 4)),
    Named("AdaMine", AdaMineLoss(margin: 4)),
    Named("contrastive", ContrastiveLoss()),
    Named("contrastive of classes", ContrastiveLoss(matching: .classes)),
    Named("cosine embedding", CosineEmbeddingLoss(margin: -0.9)),
    Named("cosine embedding of classes", CosineEmbeddingLoss(margin: -0.9, matching: .classes)),
    Named("sigmoid", SigmoidLoss()),
    Named("sigmoid of classes", SigmoidLoss(matching: .classes)),
    Named(
      "hinge rank",
      HingeRankLoss(classEmbeddings: [[1, 0], [0, 1], [0, 1]], margin: 4)),
  ]

  static func batch(_ images: [[Float]], _ texts: [[Float]], _ labels: [Int]) throws -> BatchOutput
  {
    let logits = Matrix(rows: labels.count, columns: 3)
    return try BatchOutput(
      imageEmbeddings: images.isEmpty ? Matrix(rows: 0, columns: 2) : Matrix(rows: images),
      textEmbeddings: texts.isEmpty ? Matrix(rows: 0, columns: 2) : Matrix(rows: texts),
      imageLogits: logits, textLogits: logits, labels: labels)
  }

  private static func expectZero(_ loss: any Loss, _ batch: BatchOutput, _ comment: Comment) {
    let (value, gradient) = loss(batch)
    #expect(value.total == 0, comment)
    #expect(gradient.embeddings.values.allSatisfy { $0 == 0 }, comment)
    #expect(gradient.logits.values.allSatisfy { $0 == 0 }, comment)
  }

  @Test(arguments: losses) func emptyBatchIsZero(_ named: Named) throws {
    Self.expectZero(named.loss, try Self.batch([], [], []), "\(named)")
  }

  @Test(arguments: losses[..<4])
  func onePairHasNothingToBeComparedWith(_ named: Named) throws {
    Self.expectZero(
      named.loss, try Self.batch([[1, 0]], [[0.6, 0.8]], [2]), "\(named)")
  }

  @Test func oneClassHasNoNegatives() throws {
    let batch = try Self.batch(
      [[1, 0], [0, 1], [0, 1]], [[0, 1], [0.6, 0.8], [1, 0]], [1, 1, 1])
    Self.expectZero(TripletLoss(margin: 4), batch, "triplet")
    let value = AdaMineLoss(margin: 4, classWeight: 0.5)(batch).value
    #expect(value["class triplets"] == 0)
    #expect(try #require(value["pair triplets"]) > 0)
  }

  @Test func whatIsFarEnoughApartIsLeftAlone() throws {
    let batch = try Self.batch([[1, 0], [-1, 0]], [[1, 0], [-1, 0]], [0, 1])
    Self.expectZero(TripletLoss(margin: 1.9), batch, "triplet")
    Self.expectZero(AdaMineLoss(margin: 1.9), batch, "AdaMine")
    #expect(CosineEmbeddingLoss(margin: 0)(batch).value.total == 0)
    let classes: Matrix = [[1, 0], [-1, 0], [0, 1]]
    Self.expectZero(HingeRankLoss(classEmbeddings: classes, margin: 0.9), batch, "hinge rank")
  }

  @Test(arguments: losses) func aRowOfNaNShows(_ named: Named) throws {
    let batch = try Self.batch([[1, 0], [.nan, 1]], [[0, 1], [1, 0]], [0, 1])
    #expect(!(named.loss(batch).value.total.isFinite))
  }

  /// By default copies are each other's negatives, and half the probability is the best there is.
  @Test func copiesAreNegativesOfPairsAndMatchesOfClasses() throws {
    let batch = try Self.batch([[1, 0], [1, 0]], [[1, 0], [1, 0]], [0, 0])
    let pairs = ContrastiveLoss()(batch)
    #expect(abs(pairs.value.total - 0.693_147) < 1e-6)
    #expect(CosineEmbeddingLoss(margin: 0.25)(batch).value.total == 0.75)
    #expect(CosineEmbeddingLoss(matching: .classes)(batch).value.total == 0)
    // The hinge of each copy is the margin, in both directions.
    #expect(AdaMineLoss(margin: 0.5)(batch).value.total == 1)
  }

  /// An anchor at 0 with positives at distances 0 and 0.4, negatives at 0.2 and 1: the nearest
  /// beyond 0 is at 0.2, the nearest beyond 0.4 is at 1.
  @Test func theNegativeIsTheNearestBeyondThePositive() throws {
    let batch = try Self.batch(
      [[1, 0], [0, 1], [0, 1], [0, 1]], [[1, 0], [0.6, 0.8], [0.8, 0.6], [0, 1]], [0, 0, 1, 2])
    // For the image at 0: max(0, 0.5 + 0 − 0.2) + max(0, 0.5 + 0.4 − 1) = 0.3.
    // The second image is at 90° and has positives at 1 and 0.2; its negatives are at 0.4 and 0.
    //   Beyond 1 there is none: the farthest, 0.4, gives 1.1. Beyond 0.2 there is 0.4, which gives
    //   0.3.
    // The third has its text at 0.4, negatives at 1, 0.2 and 0: beyond 0.4 there is 1, nothing.
    // The fourth has its text at 0, negatives at 1, 0.2 and 0.4: beyond 0 there is 0.2, 0.3.
    let images = 0.3 + 1.1 + 0.3 + 0 + 0.3
    // Texts: the first has positives at 0 and 1, negatives at 1 and 1: beyond 0 there is 1,
    // nothing;
    //   beyond 1 none, the farthest gives 0.5.
    // The second has positives at 0.4 and 0.2, negatives at 0.2 and 0.2: beyond neither, so 0.7,
    // 0.5. The third has its image at 0.4, negatives at 0.2, 0.4, 0.4: none beyond, so 0.5. The
    // fourth has its image at 0, negatives at 1, 0, 0: beyond 0 there is 1, nothing.
    let texts = 0 + 0.5 + 0.7 + 0.5 + 0.5 + 0
    let value = TripletLoss(margin: 0.5)(batch).value.total
    #expect(abs(value - (images + texts) / 12) < 1e-6)
  }

  /// Copies of a pair are at distances that are equal to the last bit, where only one side of every
  /// comparison is right.
  @Test func copiesCountAsInTheLoops() throws {
    let batch = try Self.batch(
      [[1, 0], [1, 0], [0, 1], [1, 0], [0, 1]], [[0, 1], [0, 1], [1, 0], [0, 1], [0, 1]],
      [0, 0, 1, 1, 2])
    let doubles = DoubleBatch(
      embeddings: batch.embeddings.doubles, logits: [], labels: [0, 0, 1, 1, 2])
    func expect(_ loss: some Loss, _ expected: Double) {
      let (value, gradient) = loss(batch)
      #expect(abs(value.total - expected) < 1e-6, "\(loss)")
      #expect(gradient.embeddings.firstNonFinite == nil, "\(loss)")
    }
    expect(TripletLoss(margin: 0.5), DoublePairLosses.triplet(doubles, margin: 0.5))
    expect(TripletLoss(margin: 1), DoublePairLosses.triplet(doubles, margin: 1))
    expect(
      AdaMineLoss(margin: 1, classWeight: 0.5),
      DoublePairLosses.adaMine(doubles, margin: 1, classWeight: 0.5))
    expect(
      ContrastiveLoss(temperature: 0.5),
      DoublePairLosses.contrastive(doubles, temperature: 0.5) { $0 == $1 })
    expect(
      SigmoidLoss(scale: 2, bias: -1),
      DoublePairLosses.sigmoid(doubles, scale: 2, bias: -1) { $0 == $1 })
    expect(
      CosineEmbeddingLoss(margin: 0),
      DoublePairLosses.cosineEmbedding(doubles, margin: 0) { $0 == $1 })
  }

  @Test func adaMineNamesItsKindsOfTriplets() throws {
    let batch = try Self.batch(
      [[1, 0], [0, 1], [0.6, 0.8]], [[0.8, 0.6], [0, 1], [1, 0]], [0, 0, 1])
    let value = (0.5 * AdaMineLoss(classWeight: 0.25))(batch).value
    #expect(value.terms.map(\.name) == ["pair triplets", "class triplets"])
    #expect(value.terms.map(\.weight) == [0.5, 0.125])
  }

  @Test func settingsOutsideTheirRangeAreRefused() {
    let classes = Matrix(rows: 3, columns: 8, repeating: 1)
    let expected: [(any Loss, String)] = [
      (
        TripletLoss(margin: 0),
        "margin of the triplet loss: expected a finite number above 0, found 0.0."
      ),
      (
        CosineEmbeddingLoss(margin: 1),
        "margin of the cosine embedding loss: expected a cosine in [-1, 1), found 1.0."
      ),
      (
        AdaMineLoss(margin: .infinity),
        "margin of the AdaMine loss: expected a finite number above 0, found inf."
      ),
      (
        AdaMineLoss(classWeight: -1),
        "classWeight of the AdaMine loss: expected a finite number of 0 or more, found -1.0."
      ),
      (
        HingeRankLoss(classEmbeddings: classes, margin: .nan),
        "margin of the hinge rank loss: expected a finite number above 0, found nan."
      ),
      (
        HingeRankLoss(classEmbeddings: classes),
        "class embeddings of the hinge rank loss: expected shape [3, 4], found [3, 8]. "
          + "Give both towers the output dimension of the class embeddings."
      ),
      (
        ContrastiveLoss(temperature: 0),
        "temperature of the contrastive loss: expected a finite number above 0, found 0.0."
      ),
      (
        SigmoidLoss(scale: -1),
        "scale of the sigmoid loss: expected a finite number above 0, found -1.0."
      ),
      (
        SigmoidLoss(bias: .nan), "bias of the sigmoid loss: expected a finite number, found nan."
      ),
    ]
    for (loss, text) in expected {
      let found = errorText { () throws(HUSEError) in
        try loss.check(classNames: ["a", "b", "c"], dimension: 4)
      }
      #expect(found == text)
    }
  }
}
