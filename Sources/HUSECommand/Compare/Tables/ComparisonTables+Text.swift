import Foundation
import HUSE

extension ComparisonTables {
  /// The tables for a terminal.
  var text: String {
    (tables.map(\.text) + differences.map(\.grid.text) + [closing]).joined(separator: "\n\n")
  }

  /// The tables as Markdown.
  var markdown: String {
    (tables.map(\.markdown) + differences.map(\.grid.markdown) + [closing])
      .joined(separator: "\n\n") + "\n"
  }

  /// The tables as CSV, with a row for each figure and each difference.
  var csv: String {
    (["table,system,column,mean,deviation,p queries,p splits,p corrected"]
      + tables.flatMap(\.csvRows).map { $0 + ",,," } + differences.flatMap(\.csvRows))
      .joined(separator: "\n") + "\n"
  }

  private var closing: String {
    let title =
      "Chosen on the validation part of each split, by the mean of R@1, mAP and HP@5 over the four "
      + "directions, without HP@5 where the classes have no tree "
      + "(\(ComparedSystem.separate.title): by the mean accuracy of images and texts; "
      + "\(ComparedSystem.huse.title): on folds of the training part):"
    let lines = choices.map {
      "- \($0.system), split \($0.split): \($0.recipe?.summary ?? $0.choice.text)"
    }
    return (notes + [([title, ""] + lines).joined(separator: "\n")]).joined(separator: "\n\n")
  }
}

extension TrainingRecipe {
  /// The values that folds chose, in one line.
  fileprivate var summary: String {
    func text(_ value: Float) -> String { String(format: "%.3g", Double(value)) }
    let penalties = [classes.imagePenalty, classes.textPenalty].map { $0.map(text) ?? "none" }
    let fusion =
      switch classes.fusion {
      case .average(let weight): "\(text(weight)) image"
      case .product(let image, let other): "by powers \(text(image)) and \(text(other))"
      }
    return """
      contrastive weight \(text(losses.contrastive)), steps \(optimization.steps), penalties \
      \(penalties.joined(separator: " and ")); class component \(text(classes.componentWeight)), \
      blend \(text(classes.componentBlend)); fusion \(fusion)
      """
  }
}
