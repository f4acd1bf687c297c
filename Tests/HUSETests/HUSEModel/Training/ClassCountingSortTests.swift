import HUSE
import HUSELosses
import Testing

@Suite struct ClassCountingSortTests {
  /// Asks for an order of classes, and keeps the labels of each batch.
  private struct Ordered: ClassOrderedLoss {
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
      var trainer = try Trainer(optimizer: Adam(), batchSize: 20, seed: 1)
      try trainer.train(&model, on: world.pairs, minimizing: loss, epochs: 1)
    }
    #expect(ordered.record.labels.count == 3)
    for (labels, drawn) in zip(ordered.record.labels, free.record.labels) {
      let places = labels.map { order[Int($0)] }
      #expect(places == places.sorted())
      #expect(labels.sorted() == drawn.sorted())
    }
  }

  @Test func rowsOfAClassStayInTheOrderOfTheBatch() {
    let labels = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]
    var order = ClassCountingSort([1, 0])
    let first = order.sort([3, 8, 5, 2, 9, 4][1...], labels: labels)
    #expect(Array(first) == [5, 9, 8, 2, 4])
    let second = order.sort([0, 1, 1], labels: labels)
    #expect(Array(second) == [1, 1, 0])
    // What is held does not change.
    #expect(Array(first) == [5, 9, 8, 2, 4])
  }

  @Test func anOrderOfOtherClassesIsRefused() throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 20, seed: 1)
    #expect(
      throws: HUSEError.invalidArgument(
        name: "classOrder of the loss", found: "3 numbers",
        expected: "one for each of the 4 classes")
    ) {
      try trainer.train(
        &model, on: world.pairs, minimizing: Ordered(classOrder: [0, 1, 2]), epochs: 1)
    }
  }
}
