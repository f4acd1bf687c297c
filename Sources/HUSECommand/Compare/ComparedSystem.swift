/// A system of the comparison: those of the HUSE paper, and three of today.
enum ComparedSystem: String, CaseIterable, Codable, Sendable {
  case triplet
  case cme
  case adamine
  case devise
  case hie
  case huseProjection = "huse-p"
  case separate
  case huse
  case clip
  case siglip
  case cca

  /// The name in tables; a star marks what was extended to texts.
  var title: String {
    switch self {
    case .triplet: "Triplet"
    case .cme: "CME"
    case .adamine: "AdaMine"
    case .devise: "DeViSE*"
    case .hie: "HIE*"
    case .huseProjection: "HUSE-P"
    case .separate: "Separate"
    case .huse: "HUSE"
    case .clip: "CLIP loss"
    case .siglip: "SigLIP loss"
    case .cca: "CCA"
    }
  }

  /// Whether it learns to classify.
  var classifies: Bool {
    switch self {
    case .cme, .hie, .huseProjection, .separate, .huse: true
    case .triplet, .adamine, .devise, .clip, .siglip, .cca: false
    }
  }

  /// Whether its images and texts share a space.
  var retrieves: Bool { self != .separate }

  /// The hyperparameters that are searched, with their ranges.
  var searched: [Hyperparameter] {
    let steps: [Hyperparameter] = [
      .learningRate(5e-4...5e-3), .epochs([15, 30]), .dropout([0.15, 0.3, 0.5]),
    ]
    let training = classifies ? steps + [.logitScale(2...32)] : steps
    switch self {
    case .triplet: return training + [.margin(0.05...0.6)]
    case .cme: return training + [.margin(0...0.6), .weight("pairs")]
    case .adamine: return training + [.margin(0.05...0.6), .weight("classes")]
    case .devise: return training + [.margin(0.05...0.6)]
    case .hie: return training + [.weight("projection")]
    case .huseProjection: return training + [.weight("projection"), .weight("gap")]
    case .separate: return training
    case .huse:
      // A mean over all pairs, of which few are of near classes: its weight has to be larger.
      return training + [.margin(0.4...2.1), .weight("graph", 1...100), .weight("gap")]
    case .clip, .siglip: return training
    case .cca:
      return [.regularization(1e-3...1), .dimension([64, 128, 256, 384]), .power([0, 1, 2, 4])]
    }
  }
}
