import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// What is wrong in the folder of a text encoder is named, with its file.
@Suite struct PretrainedTextErrorsTests {
  @Test(arguments: [
    (
      "roberta", "config.json", #""roberta""#, #""t5""#,
      "model_type 't5', which is not supported. Supported: bert, distilbert, roberta, "
        + "xlm-roberta, mpnet, clip, siglip."
    ),
    (
      "mpnet", "config.json", #""gelu""#, #""mish""#,
      "hidden_act 'mish', which is not supported. Supported: gelu, gelu_new, gelu_pytorch_tanh, "
        + "quick_gelu, relu."
    ),
    (
      "bert", "modules.json", "pooling.Pooling", "lstm.LSTM",
      "the module 'LSTM', which is not supported. Supported: Transformer, CLIPModel, "
        + "StaticEmbedding, Pooling, Dense, Normalize, Dropout."
    ),
    (
      "bert-dense", "2_Dense/config.json", "activation.Tanh", "activation.Mish",
      "activation_function 'torch.nn.modules.activation.Mish', which is not supported. Supported: "
        + "Identity, Tanh, ReLU, GELU, Sigmoid."
    ),
  ])
  func whatIsNotSupportedIsNamed(
    kind: String, file: String, part: String, other: String, message: String
  ) throws {
    try PretrainedTextEncoderTests.withCopy(kind) { folder in
      let url = folder.appendingPathComponent(file)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains(part))
      try Data(text.replacingOccurrences(of: part, with: other).utf8).write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(url.path): found \(message)")
    }
  }

  @Test func filesThatDoNotFit() throws {
    func error(_ folder: URL) -> String? {
      errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }?
        .replacingOccurrences(of: folder.path, with: "F")
    }
    try PretrainedTextEncoderTests.withCopy("mpnet") { folder in
      let url = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      for (part, other, message) in [
        (
          #""relative_attention_num_buckets": 32"#, #""relative_attention_num_buckets": 30"#,
          "F/model.safetensors: tensor 'encoder.relative_attention_bias.weight': expected shape "
            + "[30, 2], found [32, 2]. Pass a checkpoint of the kind 'mpnet' that fits its "
            + "config.json."
        ),
        (
          #""num_attention_heads": 2"#, #""num_attention_heads": 3"#,
          "F/config.json: 'hidden_size' 16 is not a multiple of 'num_attention_heads' 3. Pass the "
            + "folder of a model with its own config.json."
        ),
        (
          #""hidden_size": 16"#, #""hidden_size": 16000000000000"#,
          "F/config.json: 'hidden_size' is 16000000000000, expected from 1 to 16777215. Pass the "
            + "folder of a model with its own config.json."
        ),
        (
          #""pad_token_id": 1"#, #""pad_token_id": -1"#,
          "F/config.json: 'pad_token_id' is -1, expected one of 234 tokens. Pass the folder of a "
            + "model with its own config.json."
        ),
        (
          #""max_position_embeddings": 202"#, #""max_position_embeddings": 3"#,
          "F/config.json: 'max_position_embeddings' is 3, which leaves no position for text. Pass "
            + "the folder of a model with its own config.json."
        ),
      ] {
        #expect(text.contains(part))
        try Data(text.replacingOccurrences(of: part, with: other).utf8).write(to: url)
        #expect(error(folder) == message)
      }
      try FileManager.default.removeItem(at: folder.appendingPathComponent("tokenizer.json"))
      try Data(text.utf8).write(to: url)
      #expect(error(folder) == "F/vocab.txt: no such file or folder. Check the path.")
    }
    try PretrainedTextEncoderTests.withCopy("model2vec-mapped") { folder in
      let url = folder.appendingPathComponent("model.safetensors")
      try SafetensorsFile.write(["embeddings": Tensor(Matrix(rows: 7, columns: 2))], to: url)
      #expect(
        error(folder)
          == "F: the tokenizer has 234 tokens for a model with embeddings of 7. Pass the "
          + "tokenizer that belongs to the weights.")
    }
    #expect(
      errorText { () throws(HUSEError) in
        try PretrainedTextEncoder(
          contentsOf: PretrainedTextEncoderTests.folder.appendingPathComponent("roberta"),
          maximumLength: 25)
      }
        == "maximumLength: expected a number of tokens from 3 to the 24 positions of the model, "
        + "found 25.")
  }

  /// A bias is absent only where the settings say so.
  @Test func aMissingBias() throws {
    try PretrainedTextEncoderTests.withCopy("bert-dense") { folder in
      func write(_ name: String, without tensor: String) throws -> URL {
        let url = folder.appendingPathComponent(name)
        let file = try SafetensorsFile(contentsOf: url)
        #expect(file.names.contains(tensor))
        var tensors: [String: Tensor] = [:]
        for name in file.names where name != tensor { tensors[name] = try file.tensor(name) }
        try SafetensorsFile.write(tensors, to: url)
        return url
      }
      let encoder = try PretrainedTextEncoder(contentsOf: folder)
      let dense = try write("2_Dense/model.safetensors", without: "linear.bias")
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(dense.path): has no tensor 'linear.bias' (expected with shape [12]). Pass the "
          + "weights of a Dense module.")
      let name = "encoder.layer.1.output.dense.bias"
      let model = try write("model.safetensors", without: name)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(model.path): has no tensor '\(name)' (expected with shape [16]). Pass a checkpoint "
          + "of the kind 'bert' that fits its config.json.")
      var stored = try encoder.stored()
      stored = StoredEncoder(
        kind: stored.kind, settings: stored.settings,
        tensors: stored.tensors.filter { $0.key != "dense.0.bias" })
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(stored, path: "m.huse") }
          == "m.huse: has no tensor 'dense.0.bias' (expected with shape [12]). Pass a model file "
          + "with its text encoder.")
    }
  }

  @Test func settingsOutOfRange() throws {
    try PretrainedTextEncoderTests.withCopy("bert-dense") { folder in
      let pooling = folder.appendingPathComponent("1_Pooling/config.json")
      try Data(#"{"pooling_mode": []}"#.utf8).write(to: pooling)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(pooling.path): names 0 ways of pooling, expected 1 to 8. Fetch the folder again.")
    }
    try PretrainedTextEncoderTests.withCopy("clip") { folder in
      let url = folder.appendingPathComponent("config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      let changed = text.replacing(/"eos_token_id": \d+/, with: #""eos_token_id": 5000000000"#)
      #expect(changed != text)
      try Data(changed.utf8).write(to: url)
      // No text holds such an end, and the first token takes its place as in transformers.
      let features = try PretrainedTextEncoder(contentsOf: folder).features(of: ["a", "b"])
      #expect(features[row: 0] == features[row: 1])
    }
    try PretrainedTextEncoderTests.withCopy("model2vec") { folder in
      let url = folder.appendingPathComponent("config.json")
      try Data(#"{"model_type": "model2vec", "max_length": 0}"#.utf8).write(to: url)
      #expect(
        errorText { () throws(HUSEError) in try PretrainedTextEncoder(contentsOf: folder) }
          == "\(url.path): 'max_length' is 0, expected a number of tokens from 3. Fetch the folder "
          + "again.")
    }
  }

  /// Every prefix of the small files of a folder gives an encoder or a typed error.
  @Test func filesThatAreCutOff() throws {
    try PretrainedTextEncoderTests.withCopy("xlm-roberta") { folder in
      for name in ["config.json", "tokenizer.json", "modules.json", "1_Pooling/config.json"] {
        let url = folder.appendingPathComponent(name)
        let whole = try Data(contentsOf: url)
        for count in stride(from: 0, to: whole.count, by: max(1, whole.count / 12)) {
          try whole.prefix(count).write(to: url)
          do {
            _ = try PretrainedTextEncoder(contentsOf: folder)
            Issue.record("\(name) of \(count) bytes was read")
          } catch {
            #expect("\(error)".contains(name))
          }
        }
        try whole.write(to: url)
      }
    }
  }
}
