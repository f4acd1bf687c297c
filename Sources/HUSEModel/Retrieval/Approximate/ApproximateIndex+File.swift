public import Foundation
internal import HUSECore

extension ApproximateIndex {
  private static let settingsKey = "graph"
  private static let valuesName = "graph_values"
  private static let scalesName = "graph_scales"
  private static let remedy = Remedy.writeAgain(.index)

  private static func linksName(_ layer: Int) -> String { "graph_layer_\(layer)_links" }
  private static func itemsName(_ layer: Int) -> String { "graph_layer_\(layer)_items" }

  /// Whether a file holds an approximate index and not only items for exact search.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is not of safetensors.
  public static func isStored(in url: URL) throws(HUSEError) -> Bool {
    try SafetensorsFile(contentsOf: url).metadata[settingsKey] != nil
  }

  /// Writes the index as a safetensors file, completely or not at all.
  ///
  /// `EmbeddingIndex(contentsOf:)` reads the same file for exact search.
  ///
  /// - Throws: `HUSEError.writeFailed`; an earlier file at `url` is then unchanged.
  public func write(to url: URL) throws(HUSEError) {
    var tensors: [(name: String, tensor: StoredTensor)] = [
      (Self.scalesName, StoredTensor(Tensor(rows.scales))),
      (Self.valuesName, .bytes(rows.bytes, shape: [rows.rows, rows.stride])),
    ]
    for (number, layer) in graph.layers.enumerated() {
      if let items = layer.items {
        tensors.append(
          (Self.itemsName(number), items.withUnsafeBufferPointer { .words($0, shape: [$0.count]) }))
      }
      tensors.append(
        (
          Self.linksName(number),
          layer.links.withUnsafeBufferPointer {
            .words($0, shape: [layer.count, layer.degree])
          }
        ))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let settings = try? encoder.encode(settings) else {
      preconditionFailure("settings that are not JSON: \(settings)")
    }
    try items.write(
      to: url, version: FileFormat.index.version, with: tensors,
      metadata: [Self.settingsKey: String(decoding: settings, as: UTF8.self)])
  }

  /// Reads an index that `write(to:)` wrote; vectors and links stay in the mapped file.
  ///
  /// - Throws: `HUSEError.fileNotFound`; `.malformedFile` for a file that is damaged, not an index,
  ///   or one without a graph; `.unsupportedFile` for one of a newer version.
  public init(contentsOf url: URL) throws(HUSEError) {
    let file = try SafetensorsFile(contentsOf: url)
    try FileFormat.index.check(file)
    guard let text = file.metadata[Self.settingsKey] else {
      throw .malformedFile(
        path: file.path, problem: "is an index without a graph",
        remedy: "Make a graph with `ApproximateIndex(_:)`, or search the items exactly.")
    }
    let items = try EmbeddingIndex(file)
    guard let settings = try? JSONDecoder().decode(GraphSettings.self, from: Data(text.utf8)) else {
      throw Self.malformed(file, "its metadata does not hold settings of a graph")
    }
    do throws(HUSEError) {
      try settings.check()
      try StoredVectors.check(.int8, dimension: items.dimension)
    } catch {
      throw Self.malformed(
        file, "its dimension or the settings of its graph are outside their ranges")
    }
    self.init(
      items, rows: try Self.rows(of: file, for: items),
      graph: NavigableGraph(
        settings: settings, layers: try Self.layers(of: file, settings, count: items.count)))
  }

  private static func malformed(_ file: SafetensorsFile, _ problem: String) -> HUSEError {
    .malformedFile(path: file.path, problem: problem, remedy: remedy)
  }

  private static func rows(
    of file: SafetensorsFile, for items: EmbeddingIndex
  ) throws(HUSEError) -> QuantizedItems {
    let (shape, bytes) = try file.storedBytes(of: valuesName, type: "U8")
    let scales = try file.tensor(scalesName).matrix
    // An empty file of vectors does not keep their dimension.
    guard shape.count == 2, shape[0] == items.count, scales.count == items.count,
      items.count == 0 || shape[1] == QuantizedItems.stride(columns: items.dimension)
    else {
      throw malformed(
        file,
        "values of the shape \(shape) do not belong to \(items.count) items of "
          + "\(items.dimension) values")
    }
    guard scales.values.allSatisfy({ (0...1).contains($0) }) else {
      throw malformed(file, "a scale of its graph's values is outside 0...1")
    }
    return QuantizedItems(
      rows: items.count, columns: items.dimension, bytes: bytes,
      scales: Matrix(row: scales.values))
  }

  private static func layers(
    of file: SafetensorsFile, _ settings: GraphSettings, count: Int
  ) throws(HUSEError) -> [GraphLayer] {
    var layers: [GraphLayer] = []
    repeat {
      layers.append(try layer(layers.count, of: file, settings, count: count, over: layers.last))
    } while file.shape(of: linksName(layers.count)) != nil
    return layers
  }

  private static func layer(
    _ number: Int, of file: SafetensorsFile, _ settings: GraphSettings, count: Int,
    over lower: GraphLayer?
  ) throws(HUSEError) -> GraphLayer {
    let (shape, bytes) = try file.storedBytes(of: linksName(number), type: "U32")
    let degree = settings.degree(ofLayer: number)
    guard shape.count == 2, shape[1] == degree, number > 0 || shape[0] == count else {
      throw malformed(file, "the links of layer \(number) have the shape \(shape)")
    }
    let links = GraphLinks(mapping: bytes)
    guard links.areValid(degree: degree, count: shape[0]) else {
      throw malformed(file, "layer \(number) has links to nodes that it does not have")
    }
    guard let lower else {
      return GraphLayer(degree: degree, items: nil, below: [], links: links)
    }
    let items = try file.integers(itemsName(number))
    guard items.count == shape[0], !items.isEmpty, items.allSatisfy({ (0..<count).contains($0) })
    else {
      throw malformed(file, "layer \(number) does not hold \(shape[0]) of \(count) items")
    }
    guard let below = lower.nodes(of: items.map(UInt32.init)) else {
      throw malformed(
        file, "an item of layer \(number) is duplicated, or not in the layer beneath")
    }
    return GraphLayer(degree: degree, items: items.map(UInt32.init), below: below, links: links)
  }
}

extension GraphLinks {
  /// Whether each node has links to some of `count` nodes, and then none.
  fileprivate func areValid(degree: Int, count: Int) -> Bool {
    withUnsafeBufferPointer { links in
      var hasEnded = false
      for (index, link) in links.enumerated() {
        if index % degree == 0 { hasEnded = false }
        if link == GraphLayer.none {
          hasEnded = true
        } else if hasEnded || Int(link) >= count {
          return false
        }
      }
      return true
    }
  }
}

extension GraphLayer {
  /// The nodes of some items; `nil` if one has none, or two items are the same.
  fileprivate func nodes(of items: [UInt32]) -> [UInt32]? {
    guard Set(items).count == items.count else { return nil }
    guard let own = self.items else { return items }
    let nodes = Dictionary(zip(own, 0..<UInt32(own.count))) { first, _ in first }
    let found = items.compactMap { nodes[$0] }
    return found.count == items.count ? found : nil
  }
}
