import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct StoredImageEncodersTests {
  @Test func unknownKind() {
    let stored = StoredEncoder(kind: "clip", settings: Data("{}".utf8), tensors: [:])
    let error = #expect(throws: HUSEError.self) {
      try StoredEncoders.imageEncoder(
        from: stored, among: BuiltInEncoders.types, path: "model.huse")
    }
    #expect(
      error?.description == "model.huse: found an image encoder of the kind 'clip', which is not "
        + "supported. Supported: efficientnet-lite0, resnet, pretrained-image. "
        + "Pass `encoders:` to read an encoder of your own.")
  }

  @Test(arguments: [
    (
      "efficientnet-lite0", "_conv_stem", "[32, 3, 3, 3]",
      "an EfficientNet-Lite0 checkpoint of PyTorch, converted with Scripts/convert-checkpoint"
    ),
    (
      "resnet", "conv1", "[64, 3, 7, 7]",
      "a checkpoint of ResNet-18, 34, 50, 101 or 152 with the keys of torchvision or transformers, "
        + "converted with Scripts/convert-checkpoint"
    ),
  ])
  func missingWeights(_ kind: String, _ name: String, _ shape: String, _ purpose: String) {
    let stored = StoredEncoder(kind: kind, settings: Data("{}".utf8), tensors: [:])
    let error = #expect(throws: HUSEError.self) {
      try StoredEncoders.imageEncoder(
        from: stored, among: BuiltInEncoders.types, path: "model.huse")
    }
    #expect(
      error?.description == "model.huse: has no tensor '\(name).weight' "
        + "(expected with shape \(shape)). Pass \(purpose).")
  }
}
