package import Foundation
package import HUSECore

extension PretrainedTextEncoder: SentenceTransformersEncoder {
  /// A flag for each way, in whose order the package joins them, or their names, which it reads
  /// since version 5.4.
  private struct PoolingSettings: Encodable {
    let word_embedding_dimension: Int
    let include_prompt: Bool
    var pooling_mode: [TokenPooling]?
    var pooling_mode_cls_token: Bool?
    var pooling_mode_max_tokens: Bool?
    var pooling_mode_mean_tokens: Bool?
    var pooling_mode_mean_sqrt_len_tokens: Bool?
    var pooling_mode_weightedmean_tokens: Bool?
    var pooling_mode_lasttoken: Bool?

    init(word_embedding_dimension size: Int, poolings: [TokenPooling], include_prompt: Bool) {
      word_embedding_dimension = size
      self.include_prompt = include_prompt
      let order: [TokenPooling] = [
        .cls, .max, .mean, .meanSquareRootLength, .weightedMean, .lastToken,
      ]
      guard poolings == order.filter(poolings.contains) else {
        pooling_mode = poolings
        return
      }
      pooling_mode_cls_token = poolings.contains(.cls)
      pooling_mode_max_tokens = poolings.contains(.max)
      pooling_mode_mean_tokens = poolings.contains(.mean)
      pooling_mode_mean_sqrt_len_tokens = poolings.contains(.meanSquareRootLength)
      pooling_mode_weightedmean_tokens = poolings.contains(.weightedMean)
      pooling_mode_lasttoken = poolings.contains(.lastToken)
    }
  }

  private struct DenseSettings: Encodable {
    let in_features: Int
    let out_features: Int
    let bias: Bool
    let activation_function: String
  }

  package func writeSentenceModules(to folder: URL) throws(HUSEError) -> [SentenceModule] {
    var modules: [SentenceModule]
    switch network {
    case .transformer(let model, let poolings, let poolsPrompt):
      modules = try write(model, poolings, poolsPrompt: poolsPrompt, to: folder)
    case .table(let embeddings): modules = [try write(embeddings, to: folder)]
    }
    var size = Self.pooledSize(network)
    for step in steps {
      switch step {
      case .normalize:
        modules.append(SentenceModule("Normalize", path: "\(modules.count)_Normalize"))
      case .dense(let layer):
        let path = "\(modules.count)_Dense"
        try Self.write(layer, inputs: size, to: folder.appendingPathComponent(path))
        modules.append(SentenceModule("Dense", path: path))
        size = layer.outputs
      }
    }
    let own = prompts.filter { $0.value == prompt }.keys.min() ?? "default"
    try SentenceTransformersFiles.write(
      prompts: prompt.isEmpty ? prompts : prompts.merging([own: prompt]) { $1 },
      default: prompt.isEmpty ? nil : own, to: folder)
    return modules
  }

  // MARK: Transformers

  private func write(
    _ model: TextModel, _ poolings: [TokenPooling], poolsPrompt: Bool, to folder: URL
  ) throws(HUSEError) -> [SentenceModule] {
    let kind = model.configuration.kind
    guard kind != .clip, kind != .siglip else {
      throw SentenceTransformersFiles.unsupported(
        "kind", kind.rawValue, "bert, distilbert, roberta, xlm-roberta, mpnet")
    }
    try AtomicWrite.write(
      TransformersFiles.configuration(configuration, kind: kind),
      to: folder.appendingPathComponent("config.json"))
    try TransformersFiles(tokenizer, model: model.configuration, maximumLength: maximumLength)
      .write(to: folder)
    try SentenceTransformersFiles.write(maximumLength: maximumLength, to: folder)
    try SentenceTransformersFiles.write(model.tensors, to: folder)
    let path = "1_Pooling"
    let poolingFolder = folder.appendingPathComponent(path, isDirectory: true)
    try FileManager.default.createFolder(at: poolingFolder)
    try SentenceTransformersFiles.write(
      PoolingSettings(
        word_embedding_dimension: model.configuration.transformer.hiddenSize, poolings: poolings,
        include_prompt: poolsPrompt),
      to: poolingFolder.appendingPathComponent("config.json"))
    return [SentenceModule("Transformer", path: ""), SentenceModule("Pooling", path: path)]
  }

  private static func write(
    _ layer: SentenceDenseLayer, inputs: Int, to folder: URL
  ) throws(HUSEError) {
    try FileManager.default.createFolder(at: folder)
    try SentenceTransformersFiles.write(
      DenseSettings(
        in_features: inputs, out_features: layer.outputs, bias: layer.linear.bias != nil,
        activation_function: "torch.nn.modules.\(layer.activation.className)"),
      to: folder.appendingPathComponent("config.json"))
    var tensors: [String: EncoderTensor] = [:]
    layer.linear.store("linear", in: &tensors)
    try SentenceTransformersFiles.write(tensors, to: folder)
  }

  // MARK: Static embeddings

  private func write(
    _ embeddings: StaticEmbeddings, to folder: URL
  ) throws(HUSEError) -> SentenceModule {
    guard embeddings.unknown == nil, maximumLength == .max, maximumCharacters == .max else {
      throw SentenceTransformersFiles.unsupported(
        "static embeddings", "a table of Model2Vec that skips unknown tokens or has a length",
        "a table of StaticEmbedding")
    }
    let path = "0_StaticEmbedding"
    let url = folder.appendingPathComponent(path, isDirectory: true)
    try FileManager.default.createFolder(at: url)
    try AtomicWrite.write(
      TransformersFiles.document(of: tokenizer), to: url.appendingPathComponent("tokenizer.json"))
    try SentenceTransformersFiles.write(
      [StaticEmbeddings.storedName: EncoderTensor(embeddings.table)], to: url)
    return SentenceModule("StaticEmbedding", path: path)
  }
}
