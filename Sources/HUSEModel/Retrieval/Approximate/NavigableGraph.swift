internal import HUSECore

/// A hierarchical navigable small world graph over the items of an index.
///
/// Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
/// Hierarchical Navigable Small World graphs" (2018).
struct NavigableGraph: Sendable, Equatable {
  let settings: GraphSettings
  /// The lowest layer first.
  var layers: [GraphLayer]

  /// A graph without items.
  init(settings: GraphSettings) {
    self.settings = settings
    layers = [GraphLayer(degree: settings.degree(ofLayer: 0), isLowest: true)]
  }

  init(settings: GraphSettings, layers: [GraphLayer]) {
    self.settings = settings
    self.layers = layers
  }

  /// The number of items.
  var count: Int { layers[0].count }

  /// A graph of some items.
  ///
  /// The same items and settings give the same graph on any number of threads.
  init(
    of items: QuantizedItems, settings: GraphSettings, threads: Int = Parallel.threadCount,
    progress: (_ linked: Int) -> Void = { _ in }
  ) {
    self.init(settings: settings)
    link([Bool](repeating: true, count: items.rows), of: items, threads, progress)
  }

  /// Links some items anew whose vectors have changed, and those after the existing ones.
  ///
  /// - Parameters:
  ///   - changed: whether each of the existing items has changed.
  ///   - old: the vectors of the existing items.
  ///   - new: those of the same and more items.
  ///   - threads: how many work together.
  mutating func replace(
    _ changed: [Bool], of old: QuantizedItems, by new: QuantizedItems,
    threads: Int = Parallel.threadCount
  ) {
    if changed.contains(true) { detach(changed, of: old, threads: threads) }
    link(
      changed + [Bool](repeating: true, count: new.rows - changed.count), of: new, threads
    ) { _ in }
  }

  private mutating func link(
    _ pending: [Bool], of items: QuantizedItems, _ threads: Int,
    _ progress: (_ linked: Int) -> Void
  ) {
    layers[0].appendNodes(items.rows - count)
    var insertion = GraphInsertion(into: self, items: items, pending: pending, threads: threads)
    // The insertion alone refers to the links now, and changes them in place.
    layers = []
    insertion.insert(pending.indices.filter { pending[$0] }, progress: progress)
    self = insertion.graph
    reachAll(of: items, threads: threads)
  }
}
