import Foundation
import HUSE
import Testing

/// What a model file holds beside the towers: dropout of features, regressions, factors, fusion,
/// class component and recipe.
@Suite struct ModelFileClassesTests {
  private let owner: TemporaryFolder
  private let world: SmallWorld
  private let model: SharedEmbedding
  private var file: URL { owner.url.appendingPathComponent("model.huse") }

  init() throws {
    owner = try TemporaryFolder()
    world = try SmallWorld()
    model = try world.modelWithClasses(steps: 10)
  }

  private func written(_ model: SharedEmbedding) throws -> SharedEmbedding {
    try model.write(to: file)
    return try SharedEmbedding(contentsOf: file)
  }

  @Test func aFileHoldsWhatIsKnownOfClasses() throws {
    let read = try written(model)
    #expect(read.opinions == model.opinions)
    #expect(read.opinions.imageRegression != nil && read.opinions.textRegression != nil)
    #expect(read.classComponent == model.classComponent && read.classComponent != nil)
    #expect(read.recipe == model.recipe && read.recipe != nil)
    #expect(read.imageTower == model.imageTower && read.textTower == model.textTower)
    #expect(read.imageTower.inputDropout == 0.1 && read.textTower.inputDropout == 0.015625)
    // The same bits.
    let (expected, found) = (
      try model.output(of: world.pairs), try read.output(of: world.pairs)
    )
    #expect(found.images.embeddings == expected.images.embeddings)
    #expect(found.texts.embeddings == expected.texts.embeddings)
    #expect(found.images.scores == expected.images.scores)
    #expect(found.texts.scores == expected.texts.scores)
    let (images, texts) = (world.pairs.images, world.pairs.texts)
    #expect(
      try read.classify(imageFeatures: images, textFeatures: texts)
        == model.classify(imageFeatures: images, textFeatures: texts))
    // What is read is written as it was.
    let whole = try Data(contentsOf: file)
    #expect(try written(read).recipe == model.recipe)
    #expect(try Data(contentsOf: file) == whole)
  }

  @Test(arguments: Modality.allCases) func oneRegressionAloneIsKept(_ modality: Modality) throws {
    var recipe = try #require(model.recipe)
    if modality == .image {
      recipe.classes.textPenalty = nil
    } else {
      recipe.classes.imagePenalty = nil
    }
    recipe.classes.componentWeight = 0
    var changed = model
    try recipe.finish(&changed, on: world.pairs)
    let read = try written(changed)
    #expect(read.opinions == changed.opinions)
    #expect((read.opinions.imageRegression != nil) == (modality == .image))
    #expect((read.opinions.textRegression != nil) == (modality == .text))
    #expect(read.classComponent == nil && read.dimension == 8)
  }

  @Test func aModelWithoutOpinionsNamesNone() throws {
    var plain = try world.model()
    try plain.setFusionWeight(0.25)
    let read = try written(plain)
    #expect(read.opinions == plain.opinions && read.opinions.fusion == .average(imageWeight: 0.25))
    #expect(read.classComponent == nil && read.recipe == nil)
    let structure = try #require(SafetensorsFile(contentsOf: file).metadata["model"])
    for key in ["opinions", "componentWeight", "recipe", "inputDropout"] {
      #expect(!structure.contains("\"\(key)\""))
    }
    try plain.setFusion(.product(image: 2, text: 1))
    #expect(try written(plain).opinions.fusion == .product(image: 2, text: 1))
  }

  @Test(arguments: 1...4) func earlierVersionsHaveTheEmbeddingOfThePaper(_ version: Int) throws {
    let read = try SharedEmbedding(contentsOf: Fixture.url("model/version-\(version).huse"))
    let weight = try #require([1: 0.4, 2: 0.6, 3: 0.3, 4: 0.3][version])
    var expected = ClassOpinions()
    #expect(expected.fusion == .average(imageWeight: 0.5))
    #expect(read.opinions.fusion == .average(imageWeight: Float(weight)))
    var other = read
    try other.setFusion(expected.fusion)
    #expect(other.opinions == expected)
    expected = read.opinions
    #expect(read.classComponent == nil && read.recipe == nil)
    #expect(read.imageTower.inputDropout == 0 && read.textTower.inputDropout == 0)
    #expect(read.dimension == read.towerDimension)
    let images = try NPYFile(contentsOf: Fixture.url("model/images.npy")).matrix()
    #expect(try read.embed(imageFeatures: images).vectors == read.imageTower(images))
    #expect(try written(read).opinions == expected)
  }

  /// The message about the model with a part of its structure, or a tensor, replaced.
  private func message(
    _ old: String = "", _ new: String = "", tensors changed: [String: Tensor?] = [:]
  ) throws -> String {
    try model.write(to: file)
    let whole = try SafetensorsFile(contentsOf: file)
    var tensors: [String: Tensor] = [:]
    for name in whole.names { tensors[name] = try whole.tensor(name) }
    for (name, tensor) in changed {
      try #require(tensors[name] != nil)
      tensors[name] = tensor
    }
    var metadata = whole.metadata
    let structure = try #require(metadata["model"])
    try #require(old.isEmpty || structure.contains(old))
    metadata["model"] = structure.replacingOccurrences(of: old, with: new)
    try SafetensorsFile.write(tensors, metadata: metadata, checksummed: true, to: file)
    do throws(HUSEError) {
      _ = try SharedEmbedding(contentsOf: file)
      return "no error"
    } catch {
      guard case .malformedFile(file.path, _, _) = error else { return "other: \(error)" }
      return "\(error)".replacingOccurrences(of: file.path, with: "FILE")
    }
  }

  private static let remedy = " Write the model again with `write(to:)`."

  @Test func aDamagedComponentIsNamed() throws {
    let component = "\"componentWeight\":0.75,\"fixedLogitScale\""
    for (value, found) in [("-1", "-1.0"), ("0", "0.0")] {
      #expect(
        try message(component, "\"componentWeight\":\(value),\"fixedLogitScale\"")
          == "FILE: class component: weight of the class component: expected a finite number above "
          + "0; a model without the component has none, found \(found)." + Self.remedy)
    }
    for value in ["NaN", "1e40", "\"0.5\""] {
      #expect(
        try message(component, "\"componentWeight\":\(value),\"fixedLogitScale\"")
          .hasPrefix("FILE: the structure in its metadata cannot be read: "))
    }
    let (vectors, expectation) = ("class_component.vectors", "class_component.expectation")
    for shape in [(3, 4), (5, 4), (4, 0)] {
      let tensor = Tensor(Matrix(rows: shape.0, columns: shape.1, repeating: 0.5))
      #expect(
        try message(tensors: [vectors: tensor])
          == "FILE: the class component has vectors of the shape [\(shape.0), \(shape.1)] for 4 "
          + "classes." + Self.remedy)
    }
    for (value, problem) in [
      (Float.nan, "column 0: found nan. Write"), (0, "is zero"),
      (0.75, "expected a unit vector, found one of length 1.5. Write"),
    ] {
      let tensor = Tensor(Matrix(rows: 4, columns: 4, repeating: value))
      let found = try message(tensors: [vectors: tensor])
      #expect(found.hasPrefix("FILE: class component: class vectors: row 0"))
      #expect(found.contains(problem))
    }
    for values in [[0, 0, 0], [0, 0, 0, .nan]] as [[Float]] {
      #expect(
        try message(tensors: [expectation: Tensor(values)])
          .hasPrefix("FILE: class component: expectation of the class component: "))
    }
    for name in [vectors, expectation] {
      #expect(try message(tensors: [name: Tensor?.none]).contains("'\(name)'"))
    }
  }

  @Test func aDamagedRegressionIsNamed() throws {
    for (name, dimension) in [("image_regression", 10), ("text_regression", 8)] {
      for shape in [(dimension + 1, 4), (dimension, 5)] {
        let tensor = Tensor(Matrix(rows: shape.0, columns: shape.1))
        #expect(
          try message(tensors: ["\(name).weights": tensor])
            == "FILE: \(name) has weights of the shape [\(shape.0), \(shape.1)], expected "
            + "[\(dimension), 4]." + Self.remedy)
      }
      #expect(
        try message(tensors: ["\(name).bias": Tensor([1, 2, 3])])
          == "FILE: \(name): bias of a layer: expected shape [4], found [3]."
          + Self.remedy)
      let short = Tensor([Float](repeating: 1, count: dimension - 1))
      #expect(
        try message(tensors: ["\(name).input.mean": short])
          .hasPrefix("FILE: \(name), input scaling: feature scaling: expected shape "))
      #expect(
        try message(tensors: ["\(name).input.mean": short, "\(name).input.scale": short])
          .hasPrefix("FILE: \(name): scaling of a softmax regression: expected shape "))
      for part in ["weights", "bias", "input.mean", "input.scale"] {
        #expect(
          try message(tensors: ["\(name).\(part)": Tensor?.none]).contains("'\(name).\(part)'"))
      }
    }
  }

  @Test func damagedFactorsAreNamed() throws {
    let images = "\"imageWeights\":{\"embedding\":0.5,\"regression\":1.5}"
    #expect(
      try message(images, "\"imageWeights\":{\"embedding\":0.5,\"regression\":-1.5}")
        == "FILE: class opinions: image weights: expected finite factors of 0 or more, found -1.5."
        + Self.remedy)
    let texts = "\"textWeights\":{\"embedding\":0.75,\"regression\":0.25}"
    #expect(
      try message(texts, "\"textWeights\":{\"embedding\":-2,\"regression\":0.25}")
        == "FILE: class opinions: text weights: expected finite factors of 0 or more, found -2.0."
        + Self.remedy)
    let fusion = "\"fusion\":{\"product\":{\"image\":1.25,\"text\":0.5}}"
    #expect(
      try message(fusion, "\"fusion\":{\"product\":{\"image\":-1,\"text\":0.5}}")
        == "FILE: class opinions: powers of the fusion: expected finite numbers of 0 or more, "
        + "found -1.0." + Self.remedy)
    #expect(
      try message(fusion, "\"fusion\":{\"average\":{\"imageWeight\":1.5}}")
        == "FILE: class opinions: fusionWeight: expected a number in [0, 1], found 1.5."
        + Self.remedy)
    #expect(
      try message(fusion, "\"fusion\":{\"sum\":{}}")
        .hasPrefix("FILE: the structure in its metadata cannot be read: "))
    for share in ["1", "-0.5"] {
      #expect(
        try message("\"inputDropout\":0.015625", "\"inputDropout\":\(share)")
          .hasPrefix("FILE: text_tower: inputDropout: expected a share in [0, 1), found "))
    }
  }
}
