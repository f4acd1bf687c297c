/// A class of transformers' image processors, which implies what its files do not state.
enum ImageProcessorClass: String, CaseIterable {
  case vit = "ViTImageProcessor"
  case bit = "BitImageProcessor"
  case clip = "CLIPImageProcessor"
  case siglip = "SiglipImageProcessor"
  case convNext = "ConvNextImageProcessor"

  /// Finds the class of a name.
  ///
  /// Names from earlier versions end in `FeatureExtractor`; names of equivalent implementations end
  /// in `Fast` or `Pil`.
  init?(_ name: String) {
    var name = Substring(name)
    for suffix in ["Fast", "Pil"] where name.hasSuffix(suffix) {
      name = name.dropLast(suffix.count)
    }
    if name.hasSuffix("FeatureExtractor") {
      name = name.dropLast("FeatureExtractor".count) + "ImageProcessor"
    }
    self.init(rawValue: String(name))
  }

  /// Pillow's number of the default filter.
  var filter: Int { self == .vit ? 2 : 3 }

  var resizing: ImagePreprocessing.Resizing {
    switch self {
    case .vit, .siglip: .square(224)
    case .bit, .clip: .shortSide(224)
    case .convNext: .shortSide(384)
    }
  }

  var crops: Bool { self == .bit || self == .clip }
  var cropSide: Int? { crops ? 224 : nil }

  var mean: [Double] {
    switch self {
    case .bit, .clip: [0.48145466, 0.4578275, 0.40821073]
    case .vit, .siglip, .convNext: [0.5, 0.5, 0.5]
    }
  }

  var deviation: [Double] {
    switch self {
    case .bit, .clip: [0.26862954, 0.26130258, 0.27577711]
    case .vit, .siglip, .convNext: [0.5, 0.5, 0.5]
    }
  }
}
