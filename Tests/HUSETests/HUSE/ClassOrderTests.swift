import HUSE
import Testing

@Suite struct ClassOrderTests {
  /// Asks for an order of classes, and keeps the labels of each batch.
  private struct Ordered: Loss {
    final class Record: @unchecked Sendable {
      // Written by one thread: training calls losses one after the other.
      var labels: [[Int32]] = []
    }

    let classOrder: [Int]?
    let record = Record()

    func accumulate(
      _ batch: BatchOutput, scaledBy scale: Float, into gradient: inout BatchGradient
    ) -> LossValue {
      record.labels.append(Array(batch.labels.prefix(batch.pairCount)))
      return LossValue(terms: [])
    }
  }

  /// Numbers need not follow each other, and classes may have the same.
  @Test(arguments: [[2, 0, 3, 1], [70, -5, 70, 0]])
  func aBatchComesInTheOrderThatTheLossAsksFor(order: [Int]) throws {
    let world = try SmallWorld()
    let (ordered, free) = (Ordered(classOrder: order), Ordered(classOrder: nil))
    for loss in [ordered, free] {
      var model = try world.model()
      var trainer = Trainer(optimizer: Adam(), batchSize: 20, seed: 1)
      try trainer.train(&model, on: world.pairs, minimizing: loss, epochs: 1)
    }
    #expect(ordered.record.labels.count == 3)
    for (labels, drawn) in zip(ordered.record.labels, free.record.labels) {
      let places = labels.map { order[Int($0)] }
      #expect(places == places.sorted())
      #expect(labels.sorted() == drawn.sorted())
    }
  }
}
