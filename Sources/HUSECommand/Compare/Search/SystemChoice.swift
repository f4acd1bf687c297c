import Foundation
import HUSE

/// The choice for a system on validation pairs: its settings, and how its class probabilities are
/// used.
struct SystemChoice: Codable, Hashable, Sendable {
  let settings: TrialSettings
  /// The weight λ of the class probabilities in the embeddings; 0 for none.
  var componentWeight: Float = 0
  /// How the class scores of an image and of its text are fused; `nil` for a system that has no
  /// scores or decides by itself.
  var fusion: Fusion?

  init(settings: TrialSettings) { self.settings = settings }

  /// The choice as text, as in `dropout 0.3, learningRate 0.0012; class component 0.7; fusion by
  /// product`.
  var text: String {
    var parts = settings.values.isEmpty ? [] : [settings.text]
    if componentWeight > 0 { parts.append("class component \(componentWeight)") }
    switch fusion {
    case .average(let weight): parts.append("fusion \(weight) image")
    case .product: parts.append("fusion by product")
    case nil: break
    }
    return parts.joined(separator: "; ")
  }
}

extension SystemOutput {
  /// The fusion with the best accuracy: a weighted average with a weight of 0, 0.05, … 1, or the
  /// product.
  ///
  /// Ties go to the average nearest to one half; `nil` without class scores.
  func bestFusion(labels: [Int]) throws(HUSEError) -> Fusion? {
    guard let scores else { return nil }
    let twentieths = (0...20).sorted { abs($0 - 10) < abs($1 - 10) }
    let averages = twentieths.map { Fusion.average(imageWeight: Float($0) / 20) }
    var best: (fusion: Fusion, accuracy: Double)?
    for fusion in averages + [Fusion.product(image: 1, text: 1)] {
      let accuracy = try fusion(scores.images, scores.texts).accuracy(labels: labels)
      if best.map({ accuracy > $0.accuracy }) ?? true { best = (fusion, accuracy) }
    }
    return best?.fusion
  }
}
