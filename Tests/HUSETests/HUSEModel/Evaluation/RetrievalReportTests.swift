import HUSE
import Testing

@Suite struct RetrievalReportTests {
  /// What validation measures, over more queries than a block holds and with equal items.
  @Test func validationRecallIsThatOfTheReport() throws {
    let world = try SmallWorld(classes: 3, itemsPerClass: 100, noise: 2)
    let pairs = world.pairs.selecting(rows: Array(0..<300) + [0, 7, 7, 299])
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(learningRate: 1e-3), batchSize: 64, seed: 1)
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: 1,
      validation: Validation(on: pairs, metric: .recall))
    let report = try RetrievalReport(
      images: model.embed(imageFeatures: pairs.images),
      texts: model.embed(textFeatures: pairs.texts),
      labels: pairs.labels)
    #expect(report.recall(at: 5, .imageToText) == report[.imageToText].recall[1])
    #expect(report.recall(at: 2, .imageToText) == nil)
    let recall = (report[.textToImage].recall[0] + report[.imageToText].recall[0]) / 2
    #expect(summary.validations == [recall])
    #expect(recall > 0.3 && recall < 1)
  }

  /// Against a full sort of every query's distances.
  @Test func agreesWithASortOfAllItems() throws {
    var generator = SplitMix64(seed: 3)
    let labels = (0..<40).map { _ in generator.nextInteger(below: 7) }
    let images = try Embeddings(normalizing: .random(40, 3, using: &generator))
    let texts = try Embeddings(normalizing: .random(40, 3, using: &generator))
    let report = try RetrievalReport(images: images, texts: texts, labels: labels, ranks: [1, 5])
    for (direction, queries, items) in [
      (RetrievalDirection.imageToImage, images, images), (.imageToText, images, texts),
      (.textToImage, texts, images), (.textToText, texts, texts),
    ] {
      let within = direction == .imageToImage || direction == .textToText
      var firsts: [Int] = []
      for (query, vector) in queries.enumerated() {
        let order = items.indices.filter { !within || $0 != query }
          .sorted { vector.cosineDistance(to: items[$0]) < vector.cosineDistance(to: items[$1]) }
        firsts.append((order.firstIndex { labels[$0] == labels[query] } ?? 1000) + 1)
      }
      let result = report[direction]
      #expect(result.recall[0] == Double(firsts.count { $0 <= 1 }) / 40)
      #expect(result.recall[1] == Double(firsts.count { $0 <= 5 }) / 40)
      let sorted = firsts.sorted()
      #expect(result.medianRank == Double(sorted[19] + sorted[20]) / 2)
    }
  }

  @Test func aClassOfOneFindsNothingOfItsOwnKind() throws {
    let rows = try Embeddings(normalizing: [[1, 0], [0.9, 0.1], [0, 1]])
    let report = try RetrievalReport(images: rows, texts: rows, labels: [0, 0, 1], ranks: [1, 2])
    let twoThirds = 2.0 / 3
    #expect(report[.imageToImage].recall == [twoThirds, twoThirds])
    #expect(report[.imageToText].recall == [1, 1])
  }

  /// Three items, two of one class.
  ///
  /// Across kinds: the pair's queries find 2 of 3 items, the single one 1 of 3. Within: 1 of 2, and
  /// none.
  @Test func chanceIsThatOfARandomOrder() {
    let labels = [0, 0, 1]
    let across = RetrievalReport.chance(labels: labels, rank: 1, withinModality: false)
    #expect(abs(across - (2 * 2.0 / 3 + 1.0 / 3) / 3) < 1e-12)
    let within = RetrievalReport.chance(labels: labels, rank: 1, withinModality: true)
    #expect(abs(within - (2 * 0.5 + 0) / 3) < 1e-12)
    #expect(RetrievalReport.chance(labels: labels, rank: 10, withinModality: false) == 1)
  }

  @Test func embeddingsMustMatchTheLabels() throws {
    let rows = try Embeddings(normalizing: [[1, 0]])
    #expect {
      try RetrievalReport(images: rows, texts: rows, labels: [0, 1])
    } throws: { error in
      "\(error)"
        == "image embeddings to be evaluated: expected shape [2, 2], found [1, 2]. "
        + "Pass an image and a text embedding of one dimension for each label."
    }
    let three = try Embeddings(normalizing: [[1, 0], [0, 1], [1, 1]])
    let two = try Embeddings(normalizing: [[1, 0], [0, 1]])
    #expect {
      try RetrievalReport(images: two, texts: three, labels: [0, 1])
    } throws: { error in
      "\(error)".hasPrefix("text embeddings to be evaluated: expected shape [2, 2], found [3, 2].")
    }
  }
}
