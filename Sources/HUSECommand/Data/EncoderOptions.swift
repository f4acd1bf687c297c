import ArgumentParser
import Foundation
import HUSE

/// The options for the encoders of images and texts.
struct EncoderOptions: ParsableArguments {
  @Option(
    help: """
      A folder with all-MiniLM-L6-v2/ and efficientnet-lite0.safetensors (fetch-encoders). By \
      default that of the environment variable HUSE_ENCODERS, else .cache/encoders, else \
      huse/encoders in $XDG_DATA_HOME or ~/.local/share.
      """)
  var encoders: FilePath?

  @Option(
    help: """
      Encoder of images: \(ImageEncoderName.list), or the folder of a pretrained model (ResNet, \
      ViT, DINOv2, CLIP or SigLIP as transformers saves it). efficientnet-lite0 by default, and \
      none for feature files.
      """)
  var imageEncoder: EncoderSource<ImageEncoderName>?

  @Option(
    help: """
      Encoder of texts: \(TextEncoderName.list), or the folder of a pretrained model (BERT and its \
      family, CLIP, SigLIP or static embeddings as transformers, sentence-transformers or \
      model2vec save it). minilm by default, and none for feature files.
      """)
  var textEncoder: EncoderSource<TextEncoderName>?

  @Option(
    help: """
      Numbers in which the encoders keep the weights of transformers, in memory and in the model \
      file: stored (those of their files), bfloat16 (half of 32 bits) or int8 (a quarter).
      """)
  var encoderPrecision = EncoderPrecision.stored
}

/// An encoder of images.
enum ImageEncoderName: String, CaseIterable, ExpressibleByArgument, Codable {
  case efficientNetLite0 = "efficientnet-lite0"
  case resNet18 = "resnet18"
  case resNet34 = "resnet34"
  case resNet50 = "resnet50"
  case resNet101 = "resnet101"
  case resNet152 = "resnet152"
}

/// An encoder of texts.
enum TextEncoderName: String, CaseIterable, ExpressibleByArgument, Codable {
  case miniLM = "minilm"
  /// 4096 hashed n-grams that are not fitted to any text and need no weights.
  case ngrams
  case both = "minilm+ngrams"
}

/// The encoders of a model; `nil` for a modality that it cannot encode.
struct ModelEncoders {
  let image: (any ImageEncoder)?
  let text: (any TextEncoder)?
}

/// An encoder with its names.
struct NamedEncoder<Encoder> {
  /// The name of its option.
  let name: String
  /// A name for a cache, which changes with the weights.
  let cacheName: String
  let dimension: Int
  let encoder: Encoder

  /// Its identity, with a fingerprint of all its weights.
  func identity() throws(HUSEError) -> EncoderIdentity {
    guard let storable = encoder as? any StorableEncoder else {
      return EncoderIdentity(name: name, dimension: dimension, fingerprint: cacheName)
    }
    return try EncoderIdentity(of: storable, name: name, dimension: dimension)
  }
}

extension EncoderOptions {
  private static let ngramDimension = 4096

  /// The encoders that were chosen by options, for a model that was trained on features.
  func named() throws(HUSEError) -> ModelEncoders {
    ModelEncoders(
      image: try imageEncoder.map { (name) throws(HUSEError) in try image(name).encoder },
      text: try textEncoder.map { (name) throws(HUSEError) in try text(name).encoder })
  }

  /// The encoder of images.
  func image() throws(HUSEError) -> NamedEncoder<any ImageEncoder> {
    try image(imageEncoder ?? .named(.efficientNetLite0))
  }

  /// The encoder of texts.
  func text() throws(HUSEError) -> NamedEncoder<any TextEncoder> {
    try text(textEncoder ?? .named(.miniLM))
  }

  /// The encoder of class names for the graph.
  func classNames() throws(HUSEError) -> BERTEncoder {
    try BERTEncoder(
      contentsOf: folders.url(
        of: Self.sentenceName,
        otherwise: " It encodes the names of classes for --graph names and paths; --graph taxonomy "
          + "and --graph-weight 0 do without."), precision: encoderPrecision)
  }

  /// The encoder of sentences.
  func sentence() throws(HUSEError) -> BERTEncoder {
    try BERTEncoder(
      contentsOf: folders.url(of: Self.sentenceName), precision: encoderPrecision)
  }

  /// Whether the encoder of class names is available.
  var hasSentenceEncoder: Bool {
    folders.existing("\(Self.sentenceName)/model.safetensors") != nil
  }

  /// The name of a transformer with the state of its files and its precision.
  private func cacheName(of name: String, state: String) -> String {
    let precision = encoderPrecision == .stored ? "" : ", \(encoderPrecision.rawValue)"
    return "\(name) (\(state)\(precision))"
  }

  private var folders: EncoderFolders { EncoderFolders(encoders) }
  private static let sentenceName = "all-MiniLM-L6-v2"

  private func image(
    _ source: EncoderSource<ImageEncoderName>
  ) throws(HUSEError) -> NamedEncoder<any ImageEncoder> {
    switch source {
    case .named(let name): return try image(name)
    case .folder(let folder):
      try source.check(option: "--image-encoder")
      let encoder = try PretrainedImageEncoder(
        contentsOf: folder.url, precision: encoderPrecision)
      return NamedEncoder(
        name: folder.absolute,
        cacheName: cacheName(
          of: encoder.kind, state: FeatureCache.state(ofFolder: folder.url)),
        dimension: encoder.dimension, encoder: encoder)
    }
  }

  private func image(
    _ name: ImageEncoderName
  ) throws(HUSEError) -> NamedEncoder<any ImageEncoder> {
    let file = try folders.url(of: "\(name.rawValue).safetensors")
    let encoder: any ImageEncoder =
      switch name {
      case .efficientNetLite0: try EfficientNetLite0(contentsOf: file)
      case .resNet18, .resNet34, .resNet50, .resNet101, .resNet152: try ResNet(contentsOf: file)
      }
    let title = name == .efficientNetLite0 ? "EfficientNet-Lite0" : name.rawValue
    return NamedEncoder(
      name: name.rawValue, cacheName: "\(title) (\(FeatureCache.state(of: file)))",
      dimension: encoder.dimension, encoder: encoder)
  }

  private func text(
    _ source: EncoderSource<TextEncoderName>
  ) throws(HUSEError) -> NamedEncoder<any TextEncoder> {
    switch source {
    case .named(let name): return try text(name)
    case .folder(let folder):
      try source.check(option: "--text-encoder")
      let encoder = try PretrainedTextEncoder(
        contentsOf: folder.url, precision: encoderPrecision)
      return NamedEncoder(
        name: folder.absolute,
        cacheName: cacheName(
          of: encoder.kind, state: FeatureCache.state(ofFolder: folder.url)),
        dimension: encoder.dimension, encoder: encoder)
    }
  }

  private func text(_ name: TextEncoderName) throws(HUSEError) -> NamedEncoder<any TextEncoder> {
    let ngrams = try HashedNGramEncoder(fittedTo: [], dimension: Self.ngramDimension)
    func sentenceName() throws(HUSEError) -> String {
      let weights = try folders.url(of: Self.sentenceName)
        .appendingPathComponent("model.safetensors")
      return self.cacheName(of: Self.sentenceName, state: FeatureCache.state(of: weights))
    }
    let ngramName = "\(Self.ngramDimension) hashed n-grams"
    let encoder: any TextEncoder =
      switch name {
      case .miniLM: try sentence()
      case .ngrams: ngrams
      case .both: try JoinedTextEncoder([sentence(), ngrams])
      }
    let cacheName =
      switch name {
      case .miniLM: try sentenceName()
      case .ngrams: ngramName
      case .both: try "\(sentenceName()), \(ngramName)"
      }
    return NamedEncoder(
      name: name.rawValue, cacheName: cacheName, dimension: encoder.dimension, encoder: encoder)
  }
}

extension EncoderOptions {
  /// The classes by their names; `nil` unless one folder encoded images and texts of the data.
  ///
  /// A folder that is not there any more gives `nil` as well. Weights other than those that made
  /// the features are a `HUSEError.invalidData`, which names `path`.
  func zeroShotClassifier(
    of data: EncodedData, path: String
  ) throws(HUSEError) -> ZeroShotClassifier? {
    guard let manifest = data.manifest,
      case .folder(let folder) = textEncoder ?? EncoderSource(name: manifest.textEncoder.name),
      case .folder(let other) = imageEncoder ?? EncoderSource(name: manifest.imageEncoder.name),
      folder.absolute == other.absolute, folder.isFolder
    else { return nil }
    _ = try encoders(of: manifest, path: path)
    let clip = try CLIPEncoder(contentsOf: folder.url, precision: encoderPrecision)
    return try ZeroShotClassifier(
      classNames: data.pairs.classNames, encodedBy: clip.text, scale: clip.scale)
  }

  /// The encoders that made the features, for a model that encodes its inputs itself.
  ///
  /// The manifest names them, unless options do. If the weights differ from those that made the
  /// features, also before they are rounded, it throws `HUSEError.invalidData`.
  func encoders(of manifest: EncodingManifest, path: String) throws(HUSEError) -> ModelEncoders {
    let imageName = imageEncoder ?? EncoderSource(name: manifest.imageEncoder.name)
    let textName = textEncoder ?? EncoderSource(name: manifest.textEncoder.name)
    let image = try imageName.map { (name) throws(HUSEError) in try self.image(name) }
    let text = try textName.map { (name) throws(HUSEError) in try self.text(name) }
    for (found, expected) in [
      (try image?.identity(), manifest.imageEncoder), (try text?.identity(), manifest.textEncoder),
    ] {
      guard let found, found != expected else { continue }
      if encoderPrecision != .stored {
        // The features may be those of the same weights before these were rounded.
        var unrounded = self
        unrounded.encoderPrecision = .stored
        _ = try unrounded.encoders(of: manifest, path: path)
        break
      }
      throw .invalidData(
        source: path,
        problem: "was encoded with \(expected.name), fingerprint \(expected.fingerprint), and "
          + "\(folders.folders.map(\.path).joined(separator: ", ")) has \(found.name), fingerprint "
          + "\(found.fingerprint)",
        remedy: "Pass the --encoders and the --encoder-precision of that time, or encode again.")
    }
    return ModelEncoders(image: image?.encoder, text: text?.encoder)
  }
}
