import Foundation
import HUSE

/// A recipe as a JSON file.
struct RecipeFile {
  let url: URL

  var exists: Bool { FileManager.default.fileExists(atPath: url.path) }

  func read() throws(HUSEError) -> TrainingRecipe {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw .fileNotFound(
        path: url.path, remedy: "Pass a recipe.json of `huse train` or `huse tune`.")
    }
    do {
      return try JSONDecoder().decode(TrainingRecipe.self, from: data)
    } catch {
      throw .malformedFile(
        path: url.path, problem: "is not a recipe: \(error)",
        remedy: "Pass a recipe.json of `huse train` or `huse tune`.")
    }
  }

  func write(_ recipe: TrainingRecipe) throws {
    try AtomicWrite.write(Data((JSONLine.text(recipe, isPretty: true) + "\n").utf8), to: url)
  }
}
