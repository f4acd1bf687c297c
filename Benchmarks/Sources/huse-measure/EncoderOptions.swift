internal import ArgumentParser
import Foundation
import HUSE

/// An encoder of any kind.
struct EncoderOptions: ParsableArguments {
  enum Kind: String, ExpressibleByArgument { case bert, text, image, clip, efficientnet }

  @Option(help: "The folder of a model, or the file of an EfficientNet-Lite0.")
  var encoder: String
  @Option(help: "How it is read: bert, text, image, clip or efficientnet.") var kind = Kind.text

  var url: URL { URL(fileURLWithPath: encoder) }

  func encoders() throws -> (texts: (any TextEncoder)?, images: (any ImageEncoder)?) {
    switch kind {
    case .bert: return (try BERTEncoder(contentsOf: url), nil)
    case .text: return (try PretrainedTextEncoder(contentsOf: url), nil)
    case .image: return (nil, try PretrainedImageEncoder(contentsOf: url))
    case .efficientnet: return (nil, try EfficientNetLite0(contentsOf: url))
    case .clip:
      let clip = try CLIPEncoder(contentsOf: url)
      return (clip.text, clip.image)
    }
  }
}
