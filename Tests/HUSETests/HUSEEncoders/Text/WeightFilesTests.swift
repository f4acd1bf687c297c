import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Weights of BERT models in parts, or as PyTorch saves them.
@Suite struct WeightFilesTests {
  @Test func weightsInParts() throws {
    let plain = try BERTEncoder(contentsOf: TinyBERT.model)
    try TinyBERT.withModel(["config.json", "vocab.txt"]) { folder in
      let file = try SafetensorsFile(
        contentsOf: TinyBERT.model.appendingPathComponent("model.safetensors"))
      var parts: [String: [String: Tensor]] = [:]
      var map: [String: String] = [:]
      for (index, name) in file.names.enumerated() {
        map[name] = "model-0000\(index % 2 + 1)-of-00002.safetensors"
        parts[map[name] ?? "", default: [:]][name] = try file.tensor(name)
      }
      for (name, tensors) in parts {
        try SafetensorsFile.write(tensors, to: folder.appendingPathComponent(name))
      }
      let index = "model.safetensors.index.json"
      func writeIndex() throws {
        try JSONEncoder().encode(["weight_map": map])
          .write(to: folder.appendingPathComponent(index))
      }
      try writeIndex()
      #expect(
        try BERTEncoder(contentsOf: folder).features(of: TinyBERT.texts)
          == plain.features(of: TinyBERT.texts))

      let remedy = "Fetch the file and the files that it lists again."
      let part = "model-00001-of-00002.safetensors"
      map["another"] = part
      try writeIndex()
      #expect(
        TinyBERT.error(folder)
          == "F/\(index): names \(part) as the file of 'another', but it has no such tensor. "
          + remedy)
      map["another"] = "../\(part)"
      try writeIndex()
      #expect(
        TinyBERT.error(folder)
          == "F/\(index): names the file '../\(part)', which is not in the folder. \(remedy)")
      map["another"] = nil
      try writeIndex()
      try FileManager.default.removeItem(at: folder.appendingPathComponent(part))
      #expect(TinyBERT.error(folder) == "F/\(part): no such file or folder. Check the path.")
    }
  }

  @Test func checkpointOfPyTorchAlone() throws {
    try TinyBERT.withModel(["config.json", "vocab.txt"]) { folder in
      try TinyBERT.write("PK", "pytorch_model.bin", in: folder)
      #expect(
        TinyBERT.error(folder) == "F/pytorch_model.bin: found a PyTorch checkpoint without a "
          + "model.safetensors beside it, which is not supported. Supported: model.safetensors; "
          + "write it with Scripts/convert-checkpoint pytorch_model.bin model.safetensors.")
    }
  }
}
