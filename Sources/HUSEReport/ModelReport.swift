public import Foundation
public import HUSEModel

/// A page about a model: what it finds for pairs that training has not seen, and where it errs.
///
/// ```swift
/// var report = try ModelReport(
///   of: model, on: ReportItems(test, showing: items), taxonomy: taxonomy, title: "Food")
/// try report.search(for: "red apple")
/// try report.write(to: URL(fileURLWithPath: "page.html"))
/// ```
///
/// The page is one HTML file without scripts and external resources; its images are small copies.
/// It has the figures with their deviations, searches with every result marked right, near miss or
/// wrong, the worst errors, the confusion of classes along their tree, figures of each class, and a
/// map of the space.
///
/// Every query searches the given pairs. Those that show the same thing are shown once: pairs of
/// one class that are of one group or have equal embeddings.
///
/// Memory and time are those of `RetrievalReport`, which compares every pair with every other.
public struct ModelReport: Sendable {
  /// The heading of the page.
  public var title: String
  /// A sentence below the heading that says what was measured; may be empty.
  public var introduction: String
  /// Charts, such as the curves of the training.
  public var charts: [ReportChart] = []
  /// Tables that precede those of this model, such as figures over several splits.
  public var tables: [ReportTable] = []

  let model: SharedEmbedding
  let pairs: ReportedPairs
  let measures: ReportMeasures
  let groupCount: Int
  let map: SpaceMap
  var gallery: Gallery
  /// What texts and images of one's own found.
  var searches: [QueryResult] = []
  let textSamples: [QueryResult]
  let imageSamples: [QueryResult]
  let worstTexts: [QueryResult]
  let worstImages: [QueryResult]
  /// The pairs that are classified wrongly with the highest probability.
  let misclassified: [Int]

  /// The number of results of a query.
  static let resultCount = 6
  private static let sampleCount = 10
  private static let errorCount = 6

  /// Measures a model.
  ///
  /// The deviation of a figure is the standard deviation over 1,000 bootstrap samples of the groups
  /// of the pairs, drawn with a fixed seed. It says how much the figure depends on the choice of
  /// these pairs, and nothing about other trainings.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - items: pairs with the classes of the model, which training should not have seen.
  ///   - taxonomy: the tree of the classes; `nil`, or a tree of a single level, if there is none.
  ///     There are then no near misses.
  ///   - title: the heading of the page.
  ///   - introduction: a sentence below it.
  /// - Throws: `HUSEError.shapeMismatch` unless there is one of each part for each pair,
  ///   `.invalidData` for pairs of one class, or of other classes than those of the model, or a
  ///   class that the tree lacks; the errors of embedding pairs and of decoding their images.
  public init(
    of model: SharedEmbedding, on items: ReportItems, taxonomy: Taxonomy? = nil, title: String,
    introduction: String = ""
  ) throws(HUSEError) {
    try items.check()
    guard items.pairs.classNames == model.classNames else {
      throw .invalidData(
        source: "pairs of a report", problem: "they have other classes than the model",
        remedy: "Pass pairs with the class names of the model, in its order.")
    }
    let labels = items.pairs.labels
    let groups = items.groups ?? items.items?.groups ?? labels.indices.map(ItemGroup.alone)
    let tree = try ClassTree(labels: labels, classNames: model.classNames, taxonomy: taxonomy)
    let (images, texts) = try model.output(of: items.pairs)
    let bootstrap = GroupedBootstrap(groups: groups)
    let measures = try ReportMeasures(
      of: model, images: images, texts: texts, labels: labels,
      tree: tree.isTree ? taxonomy : nil, bootstrap: bootstrap)
    let pairs = ReportedPairs(
      images: images.embeddings, texts: texts.embeddings, labels: labels, groups: groups,
      tree: tree)
    (self.model, self.pairs, self.measures) = (model, pairs, measures)
    groupCount = bootstrap.count
    map = try SpaceMap(of: pairs)

    func results(of items: [Int], in direction: RetrievalDirection) -> [QueryResult] {
      pairs.results(
        of: items, finding: direction.result, outcomes: measures.retrieval[direction].queries,
        limit: Self.resultCount)
    }
    func samples(_ direction: RetrievalDirection) -> [QueryResult] {
      let folding = pairs.foldings[direction.query]
      return results(
        of: SampleQueries.spread(Self.sampleCount, over: pairs, folding: folding), in: direction)
    }
    func worst(_ direction: RetrievalDirection) -> [QueryResult] {
      let outcomes = measures.retrieval[direction].queries
      let folding = pairs.foldings[direction.query]
      return results(
        of: SampleQueries.worst(Self.errorCount, of: outcomes, folding: folding), in: direction)
    }
    textSamples = samples(.textToImage)
    imageSamples = samples(.imageToText)
    worstTexts = worst(.textToImage)
    worstImages = worst(.imageToText)
    misclassified = SampleQueries.mostConfident(
      Self.errorCount * 2, of: measures.predictions[2], confidences: measures.confidences,
      labels: labels, folding: pairs.foldings.image)

    var gallery = Gallery(items)
    try gallery.prepare(textSamples + imageSamples + worstTexts + worstImages)
    for item in misclassified { try gallery.prepare(item) }
    self.gallery = gallery
    self.title = title
    self.introduction = introduction
  }

  /// The figures by name, such as `textToImage R@1`, `textToImage mAP` and `accuracy fusion`: R@K,
  /// mAP, and with a tree HP@K, the tree distance of the first result and mAHP in each direction,
  /// and the accuracy by image, text and both.
  public var figures: [String: ReportFigure] { measures.figures }

  /// Adds a search of the pairs by a text, which precedes the examples on the page.
  ///
  /// - Throws: as `SharedEmbedding.embed(text:)`, and the errors of decoding the images it finds.
  public mutating func search(for text: String) throws(HUSEError) {
    try add(
      pairs.result(
        of: .text(text), model.embed(text: text), finding: .image, limit: Self.resultCount))
  }

  /// Adds a search of the pairs by an image, which precedes the examples on the page.
  ///
  /// - Throws: as `SharedEmbedding.embed(image:)`.
  public mutating func search(with image: URL) throws(HUSEError) {
    let embedding = try model.embed(image: image)
    try add(
      pairs.result(
        of: .image(Thumbnail.source(of: image)), embedding, finding: .text,
        limit: Self.resultCount))
  }

  private mutating func add(_ result: QueryResult) throws(HUSEError) {
    try gallery.prepare([result])
    searches.append(result)
  }

  /// The page, an HTML file that is also well-formed XML.
  public var html: String { ReportPage(report: self).markup.source }

  /// Writes the page; an earlier file is replaced only once it is complete.
  ///
  /// - Throws: `HUSEError.writeFailed`.
  public func write(to url: URL) throws(HUSEError) {
    try AtomicWrite.write(Data(html.utf8), to: url)
  }
}
