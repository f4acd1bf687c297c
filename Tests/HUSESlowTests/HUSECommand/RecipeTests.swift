import Foundation
import HUSE
import Testing

/// `huse train` by a recipe.
@Suite struct RecipeTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
  }

  @Test func withoutOptionsTheRecipeIsChosenPrintedAndKept() throws {
    let first = try work.huse(
      "train", "--data", "pairs.safetensors", "--test-fraction", "0.2", "-o", "first")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("recipe: fold 1 of 5, variant 1 of 1, "))
    let model = try SharedEmbedding(contentsOf: work.file("first/model.huse"))
    let recipe = try #require(model.recipe)
    #expect(first.output.contains("\(recipe)"))
    #expect(recipe.losses.graph == 20, "the paths of the classes are a tree")
    #expect(model.classComponent != nil && model.opinions.fusion == recipe.classes.fusion)
    let kept = try JSONDecoder().decode(TrainingRecipe.self, from: work.data("first/recipe.json"))
    #expect(kept == recipe)

    let second = try work.huse(
      "train", "--config", "first/huse.yaml", "-o", "second", "--quiet")
    #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
    #expect(try work.data("second/model.huse") == work.data("first/model.huse"))

    let again = try work.huse(
      "train", "--data", "pairs.safetensors", "--test-fraction", "0.2", "--recipe",
      "first/recipe.json", "-o", "again", "--quiet")
    #expect(again.status == 0, "\(again.errors)")
    #expect(try work.data("again/model.huse") == work.data("first/model.huse"))
  }

  @Test func optionsTakeThePlaceOfWhatTheRecipeSays() throws {
    let outcome = try work.huse(
      "train", "--data", "pairs.safetensors", "--folds", "0", "--epochs", "3", "--dropout", "0.25",
      "--contrastive-weight", "0", "--image-hidden", "none", "-o", "out", "--quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let recipe = try #require(SharedEmbedding(contentsOf: work.file("out/model.huse")).recipe)
    #expect(recipe.towers.dropout == 0.25 && recipe.losses.contrastive == 0)
    #expect(recipe.towers.imageHiddenDimensions.isEmpty)
    #expect(recipe.towers.textHiddenDimensions == [512])
    #expect(recipe.optimization.steps == 6, "90 pairs are two batches")
  }

  @Test func whatARecipeDoesNotHaveIsRefused() throws {
    for (option, value) in [("--optimizer", "sgd"), ("--l2-penalty", "0.1")] {
      let outcome = try work.huse(
        "train", "--data", "pairs.safetensors", option, value, "-o", "out")
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("\(option) needs --recipe manual."))
    }
    let nothing = try work.huse(
      "train", "--data", "pairs.safetensors", "-o", "out", "--graph-weight", "0",
      "--classification-weight", "0", "--gap-weight", "0", "--contrastive-weight", "0")
    #expect(nothing.status == 64)
    #expect(nothing.errors.contains("Every weight of the loss is 0"))
    try work.write("{}", to: "none.json")
    let damaged = try work.huse(
      "train", "--data", "pairs.safetensors", "--recipe", "none.json", "-o", "out")
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("none.json: is not a recipe"))
    #expect(!work.exists("out/model.huse"))
  }

  @Test func weightsThatAreUselessAreAnError() throws {
    let outcome = try work.huse(
      "train", "--data", "pairs.safetensors", "--folds", "0", "--learning-rate", "1e20", "-o",
      "out",
      "--quiet")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Lower the learning rate"), "\(outcome.errors)")
    #expect(!work.exists("out/model.huse"))
  }
}
