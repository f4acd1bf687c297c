import Foundation
import HUSE
import Testing

/// Settings that would train on garbage, and what a trainer keeps from call to call.
@Suite struct TrainerSettingsTests {
  @Test func settingsOutOfRangeAreNamed() throws {
    let world = try SmallWorld()
    func message(_ trainer: Trainer) -> String? {
      var (trainer, text) = (trainer, String?.none)
      do {
        var model = try world.model()
        try trainer.train(&model, on: world.pairs, minimizing: world.loss, steps: 1)
      } catch { text = "\(error)" }
      return text
    }
    #expect(
      try message(Trainer(optimizer: Adam(epsilon: 0), seed: 1))
        == "epsilon of Adam: expected a finite number of 1.1754944e-38 or more, found 0.0.")
    #expect(
      try message(Trainer(optimizer: RMSProp(momentum: 1), seed: 1))
        == "momentum of RMSProp: expected a number in [0.0, 1.0), found 1.0.")
    #expect(
      try message(Trainer(optimizer: SGD(learningRate: .nan), seed: 1))
        == "learningRate of SGD: expected a finite number of 0.0 or more, found nan.")
    #expect(
      try message(Trainer(optimizer: Adam(), maximumGradientNorm: -1, seed: 1))
        == "maximumGradientNorm: expected a number above 0, found -1.0.")
    #expect(
      try message(Trainer(optimizer: Adam(), penalty: L2Penalty(imageTower: [9: 0.1]), seed: 1))
        == "imageTower of the L2 penalty: expected a position in 0..<2, found layer 9.")
    #expect(
      try message(Trainer(optimizer: Adam(), penalty: L2Penalty(classifier: -1), seed: 1))
        == "strength of the L2 penalty: expected a finite number of 0 or more, found -1.0.")
    #expect(
      try message(
        Trainer(optimizer: Adam(), schedule: .stepwise(interval: 0, factor: 0.1), seed: 1))
        == "interval of the learning rate schedule: expected a number of steps above 0, found 0.")
    #expect(
      try message(
        Trainer(
          optimizer: Adam(), schedule: .cosine(warmUp: 1, total: 9, finalShare: 2), seed: 1))
        == "finalShare of the learning rate schedule: expected a share from 0 to 1, found 2.0.")
    #expect(try message(Trainer(optimizer: Adam(), seed: 1)) == nil)
  }

  @Test(arguments: [0, -5])
  func aBatchHasPairs(size: Int) {
    #expect(
      throws: HUSEError.invalidArgument(
        name: "batchSize", found: "\(size)", expected: "a number above 0")
    ) {
      try Trainer(optimizer: Adam(), batchSize: size, seed: 1)
    }
  }

  @Test func validationHasAnIntervalAndPatience() throws {
    let pairs = try SmallWorld().pairs
    #expect(
      throws: HUSEError.invalidArgument(
        name: "interval of the validation", found: "0", expected: "a number above 0")
    ) {
      try Validation(on: pairs, every: 0)
    }
    #expect(
      throws: HUSEError.invalidArgument(
        name: "patience of the validation", found: "-1", expected: "a number above 0")
    ) {
      try Validation(on: pairs, patience: -1)
    }
  }

  @Test func checkpointsHaveIntervals() throws {
    let folder = URL(fileURLWithPath: "unused")
    func message(
      _ make: () throws(HUSEError) -> Checkpointing
    ) -> String? {
      do throws(HUSEError) { _ = try make() } catch { return "\(error)" }
      return nil
    }
    #expect(
      message { () throws(HUSEError) in try Checkpointing(in: folder, everySteps: 0) }
        == "everySteps of the checkpoints: expected a number above 0, found 0.")
    #expect(
      message { () throws(HUSEError) in try Checkpointing(in: folder, everyMinutes: .nan) }
        == "everyMinutes of the checkpoints: expected a number above 0, found nan.")
    #expect(
      message { () throws(HUSEError) in try Checkpointing(in: folder, keepingLast: 0) }
        == "keepingLast of the checkpoints: expected a number above 0, found 0.")
    #expect(
      message { () throws(HUSEError) in try Checkpointing(in: folder, everyMinutes: .infinity) }
        == nil)
  }

  @Test(arguments: [-1, .max])
  func epochsAreACountOfSteps(epochs: Int) throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 1, seed: 1)
    #expect(
      throws: HUSEError.invalidArgument(
        name: "epochs", found: "\(epochs)",
        expected: "0 or more, with fewer than 2⁶³ steps in all")
    ) {
      try trainer.train(&model, on: world.pairs, minimizing: world.loss, epochs: epochs)
    }
    #expect(
      throws: HUSEError.invalidArgument(name: "steps", found: "-1", expected: "0 or more")
    ) {
      try trainer.train(&model, on: world.pairs, minimizing: world.loss, steps: -1)
    }
  }

  @Test(arguments: [
    ([], "training pairs: there are none. Pass at least one pair."),
    (
      [0, 1, 4],
      "training pairs: row 2: label 4 names none of the 4 classes. Labels count from 0 to 3."
    ),
    (
      [0, -1],
      "training pairs: row 1: label -1 names none of the 4 classes. Labels count from 0 to 3."
    ),
  ])
  func pairsOfOnesOwnAreCheckedBeforeTraining(labels: [Int], expected: String) throws {
    let world = try SmallWorld()
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), seed: 1)
    let pairs = OtherPairs(world.pairs, labels: labels)
    let error = #expect(throws: HUSEError.self) {
      try trainer.train(&model, on: pairs, minimizing: world.loss, epochs: 1)
    }
    #expect(error?.description == expected)
    #expect(error?.localizedDescription == expected)
  }

  @Test func aModelOfAnotherShapeBeginsWithTheFirstStep() throws {
    let world = try SmallWorld()
    var trainer = try Trainer(
      optimizer: Adam(), schedule: .cosine(warmUp: 1, total: 4), batchSize: 16, seed: 1)
    var first = try world.model()
    try trainer.train(&first, on: world.pairs, minimizing: world.loss, steps: 4)
    var second = try SharedEmbedding(
      imageTower: Tower(inputDimension: 10, hiddenDimensions: [], outputDimension: 5, seed: 1),
      textTower: Tower(inputDimension: 8, hiddenDimensions: [], outputDimension: 5, seed: 2),
      classNames: world.pairs.classNames)
    let before = second.imageTower
    try trainer.train(&second, on: world.pairs, minimizing: world.loss, steps: 4)
    #expect(trainer.step == 4)
    #expect(second.imageTower != before)
  }

  @Test func epochsAreWholeAfterACallThatEndedWithinOne() throws {
    let world = try SmallWorld(classes: 3, itemsPerClass: 4)
    var model = try world.model()
    var trainer = try Trainer(optimizer: Adam(), batchSize: 5, seed: 1)
    #expect(trainer.stepsPerEpoch(on: world.pairs) == 3)
    try trainer.train(&model, on: world.pairs, minimizing: world.loss, steps: 2)
    var ends: [Bool] = []
    let summary = try trainer.train(
      &model, on: world.pairs, minimizing: world.loss, epochs: 2
    ) { ends.append($0.endsEpoch) }
    #expect(ends == [false, false, true, false, false, true])
    #expect(summary.epochs == 2)
  }

  @Test func pairsOfOtherClassesAreRefusedWhereverTheyAreMeasured() throws {
    let world = try SmallWorld()
    var model = try world.model()
    let others = try PairedFeatures(
      images: world.pairs.images, texts: world.pairs.texts, labels: world.pairs.labels,
      classNames: ["a", "b", "c", "d"])
    let problem =
      " have other classes (a, b, c, d) than the model (class 0, class 1, class 2, class 3). "
      + "Create the model with the class names of the pairs it is trained on."
    #expect(
      errorText { () throws(HUSEError) in try model.loss(GapLoss(), on: others) }
        == "pairs:" + problem)
    #expect(
      errorText { () throws(HUSEError) in try model.chooseFusionWeight(on: others) }
        == "validation pairs:" + problem)
  }

  @Test func aGraphAboutOtherClassesIsRefused() throws {
    let world = try SmallWorld()
    let model = try world.model()
    #expect(
      errorText { () throws(HUSEError) in
        try SharedEmbedding(
          imageTower: model.imageTower, textTower: model.textTower, classNames: ["a", "b"],
          graph: world.graph)
      }
        == "semantic graph: is about other classes than the model. "
        + "Build the graph from the model's class names, in their order.")
  }
}
