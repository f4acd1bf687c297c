import Foundation
import HUSECore
import HUSEEncoders
import Testing

@Suite struct ConvolutionWeightsTests {
  private static let valid: [String: Tensor] = [
    "c.weight": Tensor(validShape: [2, 1, 1, 1], matrix: [[3, 5]]),
    "n.weight": Tensor([2, 1]),
    "n.bias": Tensor([0.5, 0]),
    "n.running_mean": Tensor([1, -1]),
    "n.running_var": Tensor([3, 0]),
  ]

  private func read(_ tensors: [String: Tensor]) throws(HUSEError) -> ConvolutionWeights {
    try ConvolutionWeights(
      "c", normalization: "n", epsilon: 1, kernelSide: 1, inputs: 1, outputs: 2,
      from: NetworkWeights(tensors, path: "net.safetensors", purpose: "a checkpoint"))
  }

  private func message(_ change: (inout [String: Tensor]) -> Void) -> String {
    var tensors = Self.valid
    change(&tensors)
    do throws(HUSEError) {
      _ = try read(tensors)
      return "no error"
    } catch {
      return error.description
    }
  }

  /// γ / √(σ² + ε) is 2 / √(3 + 1) = 1 and 1 / √(0 + 1) = 1; β − μ · that is −0.5
  /// and 1.
  @Test func normalizationIsFolded() throws {
    let weights = try read(Self.valid)
    #expect(weights.kernel == [[3, 5]])
    #expect(weights.bias == [[-0.5, 1]])
  }

  @Test func missingTensor() {
    #expect(
      message { $0["n.running_var"] = nil } == "net.safetensors: has no tensor 'n.running_var' "
        + "(expected with shape [2]). Pass a checkpoint.")
  }

  @Test func wrongShape() {
    #expect(
      message { $0["c.weight"] = Tensor([3, 5]) } == "net.safetensors: tensor 'c.weight': "
        + "expected shape [2, 1, 1, 1], found [2]. Pass a checkpoint.")
  }

  @Test(arguments: ["c.weight", "n.weight", "n.bias", "n.running_mean", "n.running_var"])
  func notFinite(_ name: String) {
    let found = message { tensors in
      guard let tensor = tensors[name] else { return }
      var values = tensor.matrix.values
      values[1] = name == "n.running_var" ? -2 : .nan
      tensors[name] = Tensor(validShape: tensor.shape, matrix: Matrix(row: values))
    }
    #expect(
      found == "net.safetensors: the convolution 'c' with its batch normalisation 'n' holds values "
        + "that are not finite. The checkpoint is damaged or was saved from a diverged network; "
        + "fetch it again.")
  }
}
