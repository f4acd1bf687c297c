/// A system of the comparison.
enum ComparedSystem: String, CaseIterable, Codable, Sendable {
  case huse
  case huseLosses = "huse-losses"
  case huseProjection = "huse-p"
  case hie
  case devise
  case haframe
  case hierarchicalCrossEntropy = "hxe"
  case softLabels = "soft-labels"
  case separate
  case matching = "sm"
  case neighbors = "knn"
  case cca
  case zeroShot = "zero-shot"
  case cme
  case adamine
  case triplet
  case clip
  case siglip

  /// The name in tables; a star marks a method that was extended to texts.
  var title: String {
    switch self {
    case .huse: "HUSE"
    case .huseLosses: "HUSE losses"
    case .huseProjection: "HUSE-P"
    case .hie: "HIE*"
    case .devise: "DeViSE*"
    case .haframe: "HAFrame*"
    case .hierarchicalCrossEntropy: "HXE*"
    case .softLabels: "Soft labels*"
    case .separate: "Separate"
    case .matching: "SM"
    case .neighbors: "k-NN"
    case .cca: "CCA"
    case .zeroShot: "Zero-shot"
    case .cme: "CME"
    case .adamine: "AdaMine"
    case .triplet: "Triplet"
    case .clip: "CLIP loss"
    case .siglip: "SigLIP loss"
    }
  }

  /// Whether it learns a classifier.
  var classifies: Bool {
    switch self {
    case .huse, .huseLosses, .huseProjection, .hie, .haframe, .hierarchicalCrossEntropy,
      .softLabels, .separate, .matching, .neighbors, .zeroShot, .cme:
      true
    case .devise, .cca, .adamine, .triplet, .clip, .siglip: false
    }
  }

  /// Whether its images and texts are in one space.
  var retrieves: Bool { self != .separate }

  /// Whether it has two towers that are trained with a loss.
  var isTrainedByLoss: Bool {
    switch self {
    case .huse, .matching, .neighbors, .cca, .zeroShot: false
    default: true
    }
  }

  /// The values of λ, the weight of the class probabilities in the embeddings, that are tried.
  var componentWeights: [Float] {
    isTrainedByLoss && classifies && retrieves ? [0, 0.7, 1.5] : [0]
  }

  /// Whether random search chooses its settings; HUSE chooses its own, and zero-shot
  /// classification has none.
  var isSearched: Bool { self != .huse && self != .zeroShot }

  /// The smallest number of pairs that it can be trained on; a single pair has no correlation.
  var fewestPairs: Int { self == .cca ? 2 : 1 }

  /// The approximate cost of training, in training runs of towers; HUSE also trains on folds.
  var effort: Double { self == .huse ? 12 : 1 }
}
