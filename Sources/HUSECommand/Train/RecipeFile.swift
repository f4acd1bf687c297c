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
        path: url.path, problem: "is not a recipe: \(Self.text(of: error))",
        remedy: "Pass a recipe.json of `huse train` or `huse tune`.")
    }
  }

  private static func text(of error: any Error) -> String {
    func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "it has no '\(name(context.codingPath + [key]))'"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "the value of '\(name(context.codingPath))' is of another type"
    case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
      "the value of '\(name(context.codingPath))' is none that it may have"
    default: "it is not JSON"
    }
  }

  func write(_ recipe: TrainingRecipe) throws {
    try AtomicWrite.write(Data((JSONLine.text(recipe, isPretty: true) + "\n").utf8), to: url)
  }
}
