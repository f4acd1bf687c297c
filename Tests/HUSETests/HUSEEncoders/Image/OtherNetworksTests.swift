import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Checkpoints of networks that resemble ours are refused by name, before their weights are read.
@Suite struct OtherNetworksTests {
  private func error(_ kind: String, _ names: [String]) -> String? {
    let tensors = Dictionary(uniqueKeysWithValues: names.map { ($0, Tensor([0])) })
    let stored = StoredEncoder(kind: kind, settings: Data("{}".utf8), tensors: tensors)
    return errorText { () throws(HUSEError) in
      try StoredEncoders.imageEncoder(from: stored, among: BuiltInEncoders.types, path: "model")
    }
  }

  private static let resNets =
    "Supported: a checkpoint of ResNet-18, 34, 50, 101 or 152 with the keys of torchvision or "
    + "transformers, converted with Scripts/convert-checkpoint."
  private static let efficientNets =
    "Supported: an EfficientNet-Lite0 checkpoint of PyTorch, converted with "
    + "Scripts/convert-checkpoint."

  private func resNet(_ counts: [Int], convolutions: Int = 3) -> [String] {
    var names = ["conv1.weight", "bn1.weight", "fc.weight"]
    for (stage, count) in counts.enumerated() {
      for block in 0..<count {
        for index in 1...convolutions {
          names.append("layer\(stage + 1).\(block).conv\(index).weight")
        }
      }
    }
    return names
  }

  @Test(arguments: [
    ([3, 24, 36, 3], 3, "a ResNet of 3, 24, 36, 3 blocks"),
    ([2, 2, 2, 2], 3, "a ResNet of 2, 2, 2, 2 blocks"),
    ([3, 4, 23, 3], 2, "a ResNet of 3, 4, 23, 3 blocks"),
  ])
  func depths(_ counts: [Int], _ convolutions: Int, _ found: String) {
    #expect(
      error("resnet", resNet(counts, convolutions: convolutions))
        == "model: found \(found), which is not supported. \(Self.resNets)")
  }

  @Test(arguments: ["layer1.0.se.fc1", "layer2.1.se_module.fc2", "layer3.5.attn.conv", "bn2"])
  func resNetsWithOtherLayers(_ layer: String) {
    #expect(
      error("resnet", resNet([3, 4, 6, 3]) + ["\(layer).weight"])
        == "model: found a network with a layer '\(layer)', which a ResNet does not have, which "
        + "is not supported. \(Self.resNets)")
  }

  /// Networks with the names of a ResNet are told by the shapes of their first block.
  @Test(arguments: [
    (128, 4, "a ResNeXt, with 4 inputs of a group"),
    (128, 128, "a wide ResNet, with 128 channels in its first block"),
  ])
  func resNetsOfOtherShapes(_ middle: Int, _ group: Int, _ found: String) throws {
    var tensors = Dictionary(
      uniqueKeysWithValues: resNet([3, 4, 6, 3]).map { ($0, Tensor([0])) })
    for (name, shape) in [("conv1", [middle, 64, 1, 1]), ("conv2", [middle, group, 3, 3])] {
      tensors["layer1.0.\(name).weight"] = try Tensor(
        shape: shape, matrix: Matrix(rows: middle, columns: shape[1] * shape[2] * shape[3]))
    }
    let stored = StoredEncoder(kind: "resnet", settings: Data("{}".utf8), tensors: tensors)
    let error = errorText { () throws(HUSEError) in try ResNet(stored, path: "model") }
    #expect(error == "model: found \(found), which is not supported. \(Self.resNets)")
  }

  /// A basic block of the first stage has no convolution in its shortcut.
  @Test func shortcutThatIsNotOurs() {
    let names = resNet([2, 2, 2, 2], convolutions: 2) + ["layer1.0.downsample.0.weight"]
    #expect(
      error("resnet", names)
        == "model: found a network with a layer 'layer1.0.downsample.0', which a ResNet does not "
        + "have, which is not supported. \(Self.resNets)")
  }

  /// What stands beside the trunk is not read, and does not matter.
  @Test func headsAreOfNoAccount() {
    let found = error("resnet", resNet([3, 4, 6, 3]) + ["projection.0.weight", "fc.bias"])
    #expect(found?.contains("tensor 'conv1.weight': expected shape [64, 3, 7, 7]") == true)
  }

  @Test func otherEfficientNets() {
    let names = (0..<16).map { "_blocks.\($0)._depthwise_conv.weight" }
    #expect(
      error("efficientnet-lite0", names + ["_blocks.0._se_reduce.weight"])
        == "model: found a network with a layer '_blocks.0._se_reduce', which an "
        + "EfficientNet-Lite0 does not have, which is not supported. \(Self.efficientNets)")
    #expect(
      error("efficientnet-lite0", names + ["_blocks.22._depthwise_conv.weight"])
        == "model: found an EfficientNet of 23 blocks, which is not supported. "
        + Self.efficientNets)
  }
}
