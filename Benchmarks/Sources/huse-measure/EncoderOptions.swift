internal import ArgumentParser
import Foundation
import HUSE

/// The numbers in which an encoder keeps its weights.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: "The numbers in which weights are kept: stored, bfloat16 or int8.",
    transform: { name in
      guard let precision = EncoderPrecision(rawValue: name) else {
        throw ValidationError("'\(name)' is none of stored, bfloat16 and int8.")
      }
      return precision
    })
  var precision = EncoderPrecision.stored
}

/// An encoder of any kind.
struct EncoderOptions: ParsableArguments {
  enum Kind: String, ExpressibleByArgument { case bert, text, image, clip, efficientnet }

  @Option(help: "The folder of a model, or the file of an EfficientNet-Lite0.")
  var encoder: String
  @Option(help: "How it is read: bert, text, image, clip or efficientnet.") var kind = Kind.text

  @OptionGroup var precisionOption: PrecisionOption

  private var precision: EncoderPrecision { precisionOption.precision }

  var url: URL { URL(fileURLWithPath: encoder) }

  func encoders() throws -> (texts: (any TextEncoder)?, images: (any ImageEncoder)?) {
    switch kind {
    case .bert: return (try BERTEncoder(contentsOf: url, precision: precision), nil)
    case .text: return (try PretrainedTextEncoder(contentsOf: url, precision: precision), nil)
    case .image: return (nil, try PretrainedImageEncoder(contentsOf: url, precision: precision))
    case .efficientnet: return (nil, try EfficientNetLite0(contentsOf: url))
    case .clip:
      let clip = try CLIPEncoder(contentsOf: url, precision: precision)
      return (clip.text, clip.image)
    }
  }
}
