import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// What is not supported is refused by name; damaged files say what is wrong.
@Suite struct PretrainedImageErrorsTests {
  private func error(
    _ name: String, _ file: String, _ changes: [String: (any Sendable)?]
  ) throws -> String? {
    try PretrainedImages.withCopy(of: name) { folder in
      try PretrainedImages.set(changes, in: file, of: folder)
      return PretrainedImages.error(folder)
    }
  }

  private static let kinds =
    "Supported: clip, clip_vision_model, dinov2, resnet, siglip, siglip_vision_model, vit."

  @Test(arguments: ["swin", "bert", "dinov3_vit", "siglip2"])
  func otherKinds(_ kind: String) throws {
    #expect(
      try error("vit", "config.json", ["model_type": kind])
        == "F/config.json: found model_type '\(kind)' for images, which is not supported. "
        + Self.kinds)
  }

  @Test func noKind() throws {
    #expect(
      try error("vit", "config.json", ["model_type": nil])
        == "F/config.json: has no 'model_type'. Pass the folder of a model with its own "
        + "config.json."
    )
  }

  @Test(
    arguments: [
      ("vit", ["hidden_act": "swish"], "hidden_act 'swish'"),
      ("vit", ["num_channels": 1], "'num_channels' 1"),
      ("vit", ["image_size": [20, 40]], "'image_size' [20, 40]"),
      ("dinov2", ["use_swiglu_ffn": true], "'use_swiglu_ffn' true"),
      ("siglip", ["vision_config.vision_use_head": false], "'vision_use_head' false"),
      ("resnet-basic", ["layer_type": "other"], "'layer_type' 'other'"),
      ("resnet-basic", ["hidden_act": "gelu"], "hidden_act 'gelu'"),
      ("resnet-bottleneck", ["downsample_in_bottleneck": true], "'downsample_in_bottleneck' true"),
    ] as [(String, [String: (any Sendable)?], String)])
  func otherWaysToCompute(
    _ name: String, _ changes: [String: (any Sendable)?], _ found: String
  ) throws {
    let text = try error(name, "config.json", changes)
    #expect(text?.hasPrefix("F/config.json: found \(found), which is not supported.") == true)
  }

  @Test(
    arguments: [
      ("vit", ["hidden_size": 0], "'hidden_size' is 0, expected a number from 1 to 65536"),
      (
        "vit", ["num_hidden_layers": 1_000_000],
        "'num_hidden_layers' is 1000000, expected a number from 1 to 1000"
      ),
      (
        "vit", ["num_attention_heads": 5],
        "'hidden_size' 24 is not a multiple of 'num_attention_heads' 5"
      ),
      ("vit", ["patch_size": 21], "'patch_size' is 21, expected a number from 1 to 20"),
      ("vit", ["image_size": -1], "'image_size' is -1, expected a number from 1 to 2048"),
      ("vit", ["hidden_size": "24"], "'hidden_size' is not of the type Int"),
      ("vit", ["layer_norm_eps": -1], "'layer_norm_eps' is -1.0, expected a number from 0"),
      (
        "dinov2", ["mlp_ratio": -2], "'intermediate_size' is 0, expected a number from 1 to 1048576"
      ),
      ("clip", ["vision_config": nil], "has no 'vision_config'"),
      ("clip", ["projection_dim": 0], "'projection_dim' is 0, expected a number from 1 to 65536"),
      (
        "resnet-basic", ["depths": [1]],
        "a ResNet cannot have [1] blocks in its stages, 6 channels at first and [6, 10] after the "
          + "stages"
      ),
      (
        "vit", ["image_size": 24],
        "the model reads images of 24 × 24 in patches of 4, and preprocessor_config.json makes "
          + "images of 20 × 20"
      ),
    ] as [(String, [String: (any Sendable)?], String)])
  func sizesThatCannotBe(
    _ name: String, _ changes: [String: (any Sendable)?], _ problem: String
  ) throws {
    let text = try error(name, "config.json", changes)
    #expect(text?.hasPrefix("F/config.json: \(problem).") == true, "\(text ?? "no error")")
  }

  @Test(
    arguments: [
      (
        "vit", ["image_processor_type": "SwinImageProcessor"],
        "found an image processor 'SwinImageProcessor', which is not supported."
      ),
      ("vit", ["resample": 0], "found 'resample' 0, which is not supported."),
      ("vit", ["do_resize": false], "found 'do_resize' false, which is not supported."),
      (
        "vit", ["size": ["height": 20, "width": 24]],
        "found 'size' 20 × 24, which is not supported."
      ),
      (
        "vit", ["size": ["shortest_edge": 20]],
        "found 'size' with 'shortest_edge' 20 and no centre crop, which is not supported."
      ),
      (
        "vit", ["size": ["longest_edge": 20]],
        "found 'size' with 'longest_edge', which is not supported."
      ),
      ("vit", ["size": 0], "'size' is 0, expected a length from 1 to 2048."),
      ("vit", ["size": "20"], "'size' is not of the type"),
      ("clip", ["crop_size": 21], "'crop_size' is 21, expected a length from 1 to 'size' 20."),
      ("clip", ["crop_size": -1], "'crop_size' is -1, expected a length from 1 to 'size' 20."),
      ("resnet-basic", ["crop_pct": 0], "'size' is 9223372036854775807, expected a length"),
      ("resnet-basic", ["crop_pct": -1e-300], "'size' is 9223372036854775807, expected a length"),
      (
        "vit", ["image_std": [0, 1, 1]], "'image_mean' [0.5, 0.5, 0.5], 'image_std' [0.0, 1.0, 1.0]"
      ),
      ("vit", ["image_mean": [0.5]], "'image_mean' [0.5], 'image_std'"),
      ("vit", ["rescale_factor": 0], "'image_mean' [0.5, 0.5, 0.5]"),
    ] as [(String, [String: (any Sendable)?], String)])
  func preprocessorFiles(
    _ name: String, _ changes: [String: (any Sendable)?], _ problem: String
  ) throws {
    let text = try error(name, "preprocessor_config.json", changes)
    #expect(
      text?.hasPrefix("F/preprocessor_config.json: \(problem)") == true, "\(text ?? "no error")")
  }

  @Test(arguments: ["config.json", "preprocessor_config.json", "model-00002-of-00003.safetensors"])
  func missingFiles(_ file: String) throws {
    let text = try PretrainedImages.withCopy(of: "vit") { folder in
      try FileManager.default.removeItem(at: folder.url.appendingPathComponent(file))
      return PretrainedImages.error(folder)
    }
    #expect(text?.hasPrefix("F/\(file)") == true, "\(text ?? "no error")")
  }

  /// A checkpoint of another size, or without a part, is refused by the tensor before it is used.
  @Test(arguments: [
    ("clip", "vision_config.hidden_size", 48, "vision_model.embeddings.patch_embedding.weight"),
    (
      "clip", "vision_config.intermediate_size", 41,
      "vision_model.encoder.layers.0.mlp.fc1.weight"
    ),
    ("clip", "projection_dim", 17, "visual_projection.weight"),
    (
      "siglip", "vision_config.num_hidden_layers", 3,
      "vision_model.encoder.layers.2.self_attn.q_proj.weight"
    ),
    ("dinov2", "image_size", 32, "embeddings.position_embeddings"),
    ("resnet-basic", "embedding_size", 7, "resnet.embedder.embedder.convolution.weight"),
  ])
  func checkpointsOfOtherSizes(
    _ name: String, _ key: String, _ value: Int, _ tensor: String
  ) throws {
    let text = try error(name, "config.json", [key: value])
    #expect(text?.contains("tensor '\(tensor)'") == true, "\(text ?? "no error")")
  }

  /// All vision transformers but CLIP's add a bias to the patches.
  @Test func aMissingBias() throws {
    try PretrainedImages.withCopy(of: "dinov2") { folder in
      let url = folder.url.appendingPathComponent("model.safetensors")
      let file = try SafetensorsFile(contentsOf: url)
      let bias = "embeddings.patch_embeddings.projection.bias"
      #expect(file.names.contains(bias))
      var tensors: [String: Tensor] = [:]
      for name in file.names where name != bias { tensors[name] = try file.tensor(name) }
      try SafetensorsFile.write(tensors, to: url)
      #expect(
        PretrainedImages.error(folder)?.hasPrefix("F/model.safetensors: has no tensor '\(bias)'")
          == true)
    }
  }

  /// A file cut at any place, or with any byte of its header changed, gives an error or an encoder.
  @Test func damagedWeights() throws {
    try PretrainedImages.withCopy(of: "siglip") { folder in
      let whole = try Data(
        contentsOf: folder.url.appendingPathComponent("model.safetensors"))
      for length in stride(from: 0, to: whole.count, by: whole.count / 40) {
        try folder.write(whole.prefix(length), to: "model.safetensors")
        #expect(PretrainedImages.error(folder) != nil)
      }
      var generator = SplitMix64(seed: 5)
      for _ in 0..<40 {
        var damaged = whole
        damaged[Int.random(in: 0..<4000, using: &generator)] ^= UInt8.random(
          in: 1...255, using: &generator)
        try folder.write(damaged, to: "model.safetensors")
        _ = PretrainedImages.error(folder)
      }
    }
  }

  /// Settings with any byte changed give an error or an encoder.
  @Test(
    arguments: ["clip", "dinov2", "resnet-basic"], ["config.json", "preprocessor_config.json"])
  func damagedSettings(_ name: String, _ file: String) throws {
    try PretrainedImages.withCopy(of: name) { folder in
      let whole = try Data(contentsOf: folder.url.appendingPathComponent(file))
      var generator = SplitMix64(seed: 11)
      let bytes = Array("0123456789-.e\"[]{},tn".utf8)
      for _ in 0..<150 {
        var damaged = whole
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damaged[Int.random(in: 0..<whole.count, using: &generator)] =
            bytes[Int.random(in: 0..<bytes.count, using: &generator)]
        }
        try folder.write(damaged, to: file)
        _ = PretrainedImages.error(folder)
      }
    }
  }

  /// A size that would take gigabytes of positions is refused before they are made.
  @Test func tooManyPatches() throws {
    let text = try error(
      "dinov2", "preprocessor_config.json", ["size": 2048, "crop_size": 2048])
    #expect(
      text
        == "F/config.json: images of 2048 × 2048 in patches of 4 have more than 128 × 128 "
        + "patches. Pass the folder of a model with its own config.json.")
  }

  @Test func storedEncoderOfOtherSizes() throws {
    let stored = try PretrainedImageEncoder(contentsOf: PretrainedImages.folder("clip")).stored()
    func error(_ change: (inout [String: Any]) -> Void) throws -> String? {
      var settings =
        try JSONSerialization.jsonObject(with: stored.settings) as? [String: Any] ?? [:]
      change(&settings)
      let changed = StoredEncoder(
        kind: stored.kind, settings: try JSONSerialization.data(withJSONObject: settings),
        tensors: stored.tensors)
      return errorText { () throws(HUSEError) in
        try PretrainedImageEncoder(changed, path: "model")
      }
    }
    #expect(
      try error { $0["transformer"] = nil }
        == "model, settings of the image encoder: has neither 'transformer' nor 'resnet'. Write "
        + "the model file again.")
    let size = try error { settings in
      var inner = settings["preprocessing"] as? [String: Any] ?? [:]
      inner["cropSide"] = 0
      settings["preprocessing"] = inner
    }
    #expect(size?.hasPrefix("model, settings of the image encoder: the preprocessing") == true)
    let side = try error { settings in
      var inner = settings["transformer"] as? [String: Any] ?? [:]
      inner["imageSide"] = 24
      settings["transformer"] = inner
    }
    #expect(side?.contains("images of 20 for a model of 24") == true)
    let missing = StoredEncoder(
      kind: stored.kind, settings: stored.settings,
      tensors: stored.tensors.filter { $0.key != "visual_projection.weight" })
    #expect(
      errorText { () throws(HUSEError) in try PretrainedImageEncoder(missing, path: "model") }
        == "model: has no tensor 'visual_projection.weight' (expected with shape [16, 24]). Pass a "
        + "model file with a whole image encoder.")
  }
}
