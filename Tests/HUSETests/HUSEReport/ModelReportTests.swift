import Foundation
import FoundationXML
import HUSE
import Testing

@testable import HUSEReport

/// The page as a browser gets it: read back by a parser of XML.
@Suite struct ModelReportTests {
  private let folder: TemporaryFolder
  private let model: SharedEmbedding
  private let pairs: PairedFeatures
  private let items: PairedItems
  private static let hostile = "fruit/ripe<img src=x onerror=alert(1)>&\"'\u{1B}[31m\u{202E}"
  private static let names = [hostile, "fruit/pear", "drink/tea"]

  /// Twelve pairs in three classes: versions of one thing and a hostile name among them.
  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    let encoder = try HashedNGramEncoder(fittedTo: [], dimension: 64)
    let texts = (0..<12).map { "text \($0) </p><script>alert(2)</script>" }
    let features = try encoder.features(of: texts)
    pairs = try PairedFeatures(
      images: features, texts: features, labels: (0..<12).map { $0 % 3 }, classNames: Self.names)
    model = try SharedEmbedding(
      imageTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 1),
      textTower: Tower(inputDimension: 64, hiddenDimensions: [], outputDimension: 8, seed: 2),
      classNames: Self.names, textEncoder: encoder)
    let image = try Data(contentsOf: Fixture.url("image/picture-300x301.jpg"))
    items = PairedItems(
      try texts.enumerated().map { number, text in
        PairedItem(
          image: try folder.write(image, to: "\(number).jpg"), text: text,
          className: Self.names[number % 3], identifier: "<\(number)>.jpg",
          group: number % 3 == 1 ? "pears" : nil)
      })
  }

  private func report(_ items: ReportItems? = nil) throws(HUSEError) -> ModelReport {
    try ModelReport(
      of: model, on: items ?? ReportItems(pairs, showing: self.items),
      taxonomy: Taxonomy(classPaths: Self.names), title: "A <title>", introduction: "Tea & more.")
  }

  @Test func thePageIsWellFormedAndLoadsNothing() throws {
    var report = try report()
    report.charts = [
      ReportChart(
        title: "Loss", horizontal: "step", lines: [.init("total", [SIMD2(1, 2), SIMD2(2, 1)])])
    ]
    report.tables = [
      ReportTable(
        title: "Splits <1>", note: "a & b", rowTitle: "direction", columns: ["R@1", "R@5"],
        rows: [.init("image", [ReportFigure(0.5, deviation: 0.25), nil])])
    ]
    try report.search(for: "\"tea\" <b>")
    try report.search(for: "apple")
    let page = try ParsedPage(report.html)
    #expect(page.text(of: "title").first == "A <title>")
    #expect(
      page.text(of: "h2") == [
        "Figures", "Training", "Searches", "Texts that find images", "Images that find texts",
        "Worst errors", "Confused classes", "Every class", "Map of the space",
      ])
    #expect(page.text(of: "td").contains("0.500 ± 0.250"))
    #expect(page.text(of: "h3").contains("“\"tea\" <b>”"))
    // Every link is to a section of the page, and nothing is fetched or run.
    let links = page.values(of: "href")
    #expect(Set(links) == Set(page.values(of: "id", in: "section").map { "#\($0)" }))
    #expect(page.count(of: "script") == 0 && page.count(of: "link") == 0)
    let sources = page.values(of: "src")
    #expect(sources.count >= 12 && sources.allSatisfy { $0.hasPrefix("data:image/jpeg;base64,") })
    #expect(!report.html.contains("<img src=x"))
    #expect(page.attributes.allSatisfy { !$0.name.hasPrefix("on") })
    // Control characters are shown, not sent.
    #expect(!report.html.unicodeScalars.contains { $0.value < 32 && $0 != "\n" && $0 != "\t" })
    #expect(!report.html.contains("\u{202E}") && page.whole.contains("\\u{1b}[31m\\u{202e}"))
  }

  @Test func headingsImagesAndTablesAreAccessible() throws {
    let page = try ParsedPage(try report().html)
    #expect(page.count(of: "h1") == 1)
    #expect(page.values(of: "lang", in: "html") == ["en"])
    let images = page.elements.filter { $0.name == "img" }
    #expect(!images.isEmpty && images.allSatisfy { !($0.attributes["alt"] ?? "").isEmpty })
    let graphics = page.elements.filter { $0.name == "svg" }
    #expect(
      graphics.allSatisfy {
        $0.attributes["aria-hidden"] == "true"
          || $0.attributes["role"] == "img" && $0.attributes["aria-label"] != nil
      })
    let heads = page.elements.filter { $0.name == "th" }
    #expect(!heads.isEmpty && heads.allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    #expect(
      page.elements.filter { $0.attributes["class"] == "scroll" }
        .allSatisfy { $0.attributes["tabindex"] == "0" && $0.attributes["aria-label"] != nil })
    #expect(Set(page.values(of: "id")).count == page.values(of: "id").count)
  }

  @Test func figuresAreThoseOfTheReportOfRetrieval() throws {
    let report = try report()
    let (images, texts) = try model.output(of: pairs)
    let expected = try RetrievalReport(
      images: images.embeddings, texts: texts.embeddings, labels: pairs.labels,
      classNames: Self.names, in: Taxonomy(classPaths: Self.names))
    for direction in RetrievalDirection.allCases {
      let name = direction.rawValue
      let result = expected[direction]
      for (figure, value) in [
        ("R@1", result.recall(at: 1)), ("mAP", result.meanAveragePrecision),
        ("HP@5", result.hierarchicalPrecision(at: 5)),
        ("tree distance@1", result.treeDistanceAt1),
        ("mAHP", result.meanAverageHierarchicalPrecision),
      ] {
        let found = try #require(report.figures["\(name) \(figure)"])
        #expect(abs(found.value - (try #require(value))) < 1e-12)
        #expect(try #require(found.deviation) >= 0)
      }
    }
    #expect(report.figures["accuracy image"]?.value == images.scores.accuracy(labels: pairs.labels))
    #expect(try self.report().html == report.html)
  }

  /// The four pears are versions of one thing, so nine things are left.
  @Test func versionsAreResampledAndShownAsOne() throws {
    let page = try report().html
    #expect(page.contains("12 pairs in 9 groups of 3 classes"))
    #expect(page.contains("+3 alike"))
  }

  @Test func featuresAloneAreShownByName() throws {
    let names = (0..<12).map { "name <\($0)>" }
    let page = try ParsedPage(report(ReportItems(pairs, identifiers: names)).html)
    #expect(page.count(of: "img") == 0)
    #expect(page.whole.contains("name <3>"))
    #expect(try ParsedPage(report(ReportItems(pairs)).html).whole.contains("row 3"))
  }

  @Test func withoutATreeThereAreNoNearMisses() throws {
    let report = try ModelReport(of: model, on: ReportItems(pairs), title: "Flat")
    let page = try ParsedPage(report.html)
    #expect(page.whole.contains("The classes form no tree, so there are no near misses."))
    #expect(!page.whole.contains("≈") && !page.whole.contains("HP@"))
    #expect(report.figures["textToImage mAHP"] == nil)
  }

  @Test func anEarlierPageStaysIfTheNewOneCannotBeWritten() throws {
    let report = try report(ReportItems(pairs))
    let file = folder.file("page.html")
    try report.write(to: file)
    #expect(try String(contentsOf: file, encoding: .utf8) == report.html)
    let missing = folder.file("missing/page.html")
    #expect(throws: HUSEError.self) { try report.write(to: missing) }
    let problem = try #require(
      errorText { () throws(HUSEError) in try report.write(to: missing) })
    #expect(problem.contains("missing/page.html: could not be written"))
  }

  @Test func whatCannotBeReportedIsNamed() throws {
    let one = try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: [Int](repeating: 1, count: 12),
      classNames: Self.names, allowsEmptyClasses: true)
    #expect(
      errorText { () throws(HUSEError) in try report(ReportItems(one)) }
        == "pairs of a report: all 12 are of one class, 'fruit/pear', so that every result is "
        + "right. Measure pairs of two or more classes.")
    #expect(
      errorText { () throws(HUSEError) in try report(ReportItems(pairs, identifiers: ["a"])) }
        == "identifiers of a report: expected shape [12], found [1]. Pass one for each pair, in "
        + "the order of the pairs.")
    let other = try PairedFeatures(
      images: pairs.images, texts: pairs.texts, labels: pairs.labels,
      classNames: ["a", "b", "c"])
    #expect(
      errorText { () throws(HUSEError) in try report(ReportItems(other)) }
        == "pairs of a report: they have other classes than the model. Pass pairs with the class "
        + "names of the model, in its order.")
    for number in 0..<12 { try FileManager.default.removeItem(at: folder.file("\(number).jpg")) }
    let moved = try #require(errorText { () throws(HUSEError) in try report() })
    #expect(moved.contains(".jpg: no such file or folder."))
  }
}
