import HUSE

/// The model and the items of a server.
struct Engine: Sendable {
  /// The name of the model, for clients.
  let name: String
  let model: SharedEmbedding
  /// The items that can be found; `nil` for a server that only embeds and classifies, and for one
  /// with a table.
  var catalog: Catalog?
  /// The items that can be found in place of those.
  var table: TableCatalog?
  /// The images of the items; `nil` without a folder of data.
  var images: ItemImages?

  /// The number of items that can be found.
  var itemCount: Int { catalog?.count ?? table?.count ?? 0 }
  /// The names of the classes and the number of items of each, by name.
  var classCounts: [(name: String, count: Int)] {
    catalog?.classCounts ?? table?.classCounts ?? []
  }

  /// The embeddings of inputs, in their order.
  func embed(_ inputs: [Input]) throws -> [Embedding] {
    var texts: [String] = []
    var images: [ImageSource] = []
    for input in inputs {
      switch input {
      case .text(let text): texts.append(text)
      case .image(let bytes): images.append(.data(bytes))
      }
    }
    // A model without one of the encoders embeds what it can.
    var textEmbeddings = texts.isEmpty ? [] : Array(try model.embed(texts: texts))[...]
    var imageEmbeddings = images.isEmpty ? [] : Array(try model.embed(images: images))[...]
    return inputs.map { input in
      switch input {
      case .text: textEmbeddings.removeFirst()
      case .image: imageEmbeddings.removeFirst()
      }
    }
  }

  /// The embedding and the class scores of an input.
  func output(of input: Input) throws(HUSEError) -> (Embedding, Classification) {
    let output: ModelOutput
    switch input {
    case .text(let text):
      guard let encoder = model.textEncoder else { throw .noTextEncoder }
      output = try model.output(textFeatures: encoder.features(of: [text]))
    case .image(let bytes):
      guard let encoder = model.imageEncoder else { throw .noImageEncoder }
      output = try model.output(imageFeatures: encoder.features(of: [.data(bytes)]))
    }
    return (output.embeddings[0], output.scores[0])
  }
}
