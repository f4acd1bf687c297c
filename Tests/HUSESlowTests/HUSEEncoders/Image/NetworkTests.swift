import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Whole networks with seeded weights against PyTorch in double precision, at 64 × 64.
@Suite struct NetworkTests {
  private static let side = 64

  private func input() throws -> FeatureMap {
    let values = SeededWeights.uniform(
      "input", count: Self.side * Self.side * 3, low: -1, width: 2)
    return try FeatureMap(
      height: Self.side, width: Self.side,
      values: Matrix(rows: Self.side * Self.side, columns: 3, values: values.values))
  }

  private func expect(_ network: some ConvolutionalNetwork, equals name: String) throws {
    let expected = try SafetensorsFile(contentsOf: Fixture.url("image/networks.safetensors"))
      .tensor(name).matrix
    var pool = BufferPool()
    let found = try network.features(of: input(), in: &pool)
    #expect(relativeError(found, expected) < 1e-5)
    // The memory of the first pass serves the second, which must not show.
    #expect(try network.features(of: input(), in: &pool) == found)
  }

  @Test func efficientNetLite0() throws {
    var tensors = SeededWeights.convolution(
      "_conv_stem", normalization: "_bn0", outputs: 32, inputs: 3, kernelSide: 3)
    // Inputs, outputs, expansion and kernel of each block.
    let blocks = [
      (32, 16, 1, 3), (16, 24, 6, 3), (24, 24, 6, 3), (24, 40, 6, 5), (40, 40, 6, 5),
      (40, 80, 6, 3), (80, 80, 6, 3), (80, 80, 6, 3), (80, 112, 6, 5), (112, 112, 6, 5),
      (112, 112, 6, 5), (112, 192, 6, 5), (192, 192, 6, 5), (192, 192, 6, 5), (192, 192, 6, 5),
      (192, 320, 6, 3),
    ]
    for (index, (inputs, outputs, expansion, side)) in blocks.enumerated() {
      let (name, middle) = ("_blocks.\(index)", inputs * expansion)
      if expansion > 1 {
        tensors.merge(
          SeededWeights.convolution(
            "\(name)._expand_conv", normalization: "\(name)._bn0", outputs: middle,
            inputs: inputs, kernelSide: 1)
        ) { $1 }
      }
      tensors.merge(
        SeededWeights.convolution(
          "\(name)._depthwise_conv", normalization: "\(name)._bn1", outputs: middle, inputs: 1,
          kernelSide: side)
      ) { $1 }
      tensors.merge(
        SeededWeights.convolution(
          "\(name)._project_conv", normalization: "\(name)._bn2", outputs: outputs,
          inputs: middle, kernelSide: 1)
      ) { $1 }
    }
    tensors.merge(
      SeededWeights.convolution(
        "_conv_head", normalization: "_bn1", outputs: 1280, inputs: 320, kernelSide: 1)
    ) { $1 }
    let network = try EfficientNetLite0(
      NetworkWeights(tensors, path: "seeded weights", purpose: "seeded weights"))
    #expect(network.dimension == 1280)
    try expect(network, equals: "efficientnet-lite0")

    let rebuilt = try EfficientNetLite0(try network.stored(), path: "stored")
    try expect(rebuilt, equals: "efficientnet-lite0")
  }

  @Test(arguments: [
    (18, 2, [2, 2, 2, 2]), (34, 2, [3, 4, 6, 3]), (50, 3, [3, 4, 6, 3]), (101, 3, [3, 4, 23, 3]),
    (152, 3, [3, 8, 36, 3]),
  ])
  func resNet(_ depth: Int, _ convolutions: Int, _ counts: [Int]) throws {
    var tensors = SeededWeights.convolution(
      "conv1", normalization: "bn1", outputs: 64, inputs: 3, kernelSide: 7)
    let expansion = convolutions == 2 ? 1 : 4
    var inputs = 64
    for (stage, count) in counts.enumerated() {
      let middle = 64 << stage
      for index in 0..<count {
        let name = "layer\(stage + 1).\(index)"
        var parts =
          convolutions == 2
          ? [("conv1", "bn1", middle, inputs, 3), ("conv2", "bn2", middle, middle, 3)]
          : [
            ("conv1", "bn1", middle, inputs, 1), ("conv2", "bn2", middle, middle, 3),
            ("conv3", "bn3", 4 * middle, middle, 1),
          ]
        if index == 0, stage > 0 || convolutions == 3 {
          parts.append(("downsample.0", "downsample.1", expansion * middle, inputs, 1))
        }
        for (convolution, normalization, outputs, inputs, side) in parts {
          tensors.merge(
            SeededWeights.convolution(
              "\(name).\(convolution)", normalization: "\(name).\(normalization)",
              outputs: outputs, inputs: inputs, kernelSide: side)
          ) { $1 }
        }
        inputs = expansion * middle
      }
    }
    let network = try ResNet(
      NetworkWeights(tensors, path: "seeded weights", purpose: "seeded weights"))
    #expect(network.depth == depth)
    #expect(network.dimension == 512 * expansion)
    try expect(network, equals: "resnet\(depth)")

    let stored = try network.stored()
    // As the first versions wrote it, and read it.
    #expect(stored.settings == Data("{}".utf8))
    let rebuilt = try ResNet(stored, path: "stored")
    #expect(rebuilt.depth == depth)
    try expect(rebuilt, equals: "resnet\(depth)")
  }
}
