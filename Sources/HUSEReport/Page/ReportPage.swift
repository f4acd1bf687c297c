/// The page of a report, section by section.
struct ReportPage {
  let report: ModelReport

  var markup: Markup {
    let sections = sections.filter { $0.body != .empty }
    let links = sections.map { section -> Markup in
      "<li><a href=\"#\(section.id)\">\(section.title)</a></li>\n"
    }
    let bodies = sections.map { section -> Markup in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-title">
      <h2 id="\(section.id)-title">\(section.title)</h2>
      \(section.body)</section>

      """
    }
    let introduction: Markup =
      report.introduction.isEmpty ? .empty : "<p>\(report.introduction)</p>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
      style-src 'unsafe-inline'" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>\(report.title)</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <h1>\(report.title)</h1>
      \(introduction)\(summary)<nav aria-label="Sections"><ul>
      \(links)</ul></nav>
      </header>
      <main>
      \(bodies)</main>
      </body>
      </html>

      """
  }

  private struct Section {
    let id: String
    let title: String
    let body: Markup
  }

  private var sections: [Section] {
    [
      Section(id: "figures", title: "Figures", body: figures),
      Section(id: "curves", title: "Training", body: charts),
      Section(id: "searches", title: "Searches", body: results(report.searches)),
      Section(id: "images", title: "Texts that find images", body: results(report.textSamples)),
      Section(id: "texts", title: "Images that find texts", body: results(report.imageSamples)),
      Section(id: "errors", title: "Worst errors", body: errors),
      Section(id: "confusion", title: "Confused classes", body: confusion),
      Section(id: "classes", title: "Every class", body: classes),
      Section(id: "map", title: "Map of the space", body: map),
    ]
  }

  private var summary: Markup {
    let tree = report.pairs.tree
    let near: Markup =
      tree.isTree
      ? """
      <li>\(ResultMarkup.mark(.near)) is of another class below the same branch of the tree</li>
      """ : .empty
    let missing: Markup =
      tree.isTree
      ? .empty : "<p>The classes form no tree, so there are no near misses.</p>\n"
    let count = report.pairs.labels.count
    let groups: Markup =
      report.groupCount < count
      ? " in \(report.groupCount) groups" : .empty
    return """
      <p>\(count) pairs\(groups) of \(tree.order.count) classes were measured. Each image and each \
      text among them searches the others. Of results that show the same thing, one is shown, with \
      the number of the others.</p>
      <ul class="marks"><li>\(ResultMarkup.mark(.right)) is of the class of the query</li>
      \(near)<li>\(ResultMarkup.mark(.wrong)) is of any other class</li></ul>
      \(missing)
      """
  }

  private var figures: Markup {
    let own = report.measures.tables(
      labels: report.pairs.labels,
      note: report.groupCount > 1
        ? "Value ± standard deviation over 1,000 bootstrap samples of the "
          + "\(report.groupCount) groups that were measured."
        : "")
    let tables = (report.tables + own).map(FigureTable.init).map(\.markup)
    return "\(tables)\(Self.definitions(hasTree: report.pairs.tree.isTree))"
  }

  private var charts: Markup {
    let charts = report.charts.compactMap { ChartDrawing(chart: $0).markup }
    return charts.isEmpty ? .empty : "<div class=\"charts\">\n\(charts)</div>\n"
  }

  private func results(_ results: [QueryResult]) -> Markup {
    let markup = ResultMarkup(report: report)
    return "\(results.map { markup.section($0) })"
  }

  private var errors: Markup {
    let markup = ResultMarkup(report: report)
    var body = Markup.empty
    for (title, results) in [
      ("Texts", report.worstTexts), ("Images", report.worstImages),
    ] where !results.isEmpty {
      body += """
        <h3>\(title) whose first right result comes last</h3>
        \(results.map { markup.section($0, level: 4) })
        """
    }
    if !report.misclassified.isEmpty {
      body += """
        <h3>Wrong classes of the highest probability</h3>
        <p>An error of the data looks like this, too.</p>
        <div class="found wide">\(report.misclassified.map { markup.misclassified($0) })</div>

        """
    }
    return body == .empty ? "<p>There are none.</p>\n" : body
  }

  private var confusion: Markup {
    ConfusionMarkup(
      confusion: Confusion(
        labels: report.pairs.labels, predictions: report.measures.predictions[2],
        tree: report.pairs.tree),
      tree: report.pairs.tree
    ).markup
  }

  private var classes: Markup {
    ClassTable(
      figures: ClassFigures.all(
        report.measures, labels: report.pairs.labels, tree: report.pairs.tree),
      tree: report.pairs.tree
    ).markup
  }

  private var map: Markup {
    let drawing = MapDrawing(
      map: report.map, gallery: report.gallery, classNames: report.pairs.tree.classNames,
      labels: report.pairs.labels)
    return """
      <p>\(report.map.pairCount) pairs in two dimensions: neighbours in the space are neighbours \
      here (t-SNE). Long distances mean little.</p>
      \(drawing.markup)
      """
  }

  private static func definitions(hasTree: Bool) -> Markup {
    let tree: Markup =
      hasTree
      ? """
      <dt>HP@K</dt><dd>hierarchical precision: the share of right or close classes among the first \
      K different classes</dd>
      <dt>tree distance@1</dt><dd>how far the class of the first result is in the tree, from 0 to \
      1; lower is better</dd>
      <dt>mAHP</dt><dd>how close the first 250 results are in the tree, compared with the best \
      order</dd>

      """ : .empty
    return """
      <details><summary>What the figures mean</summary><dl>
      <dt>R@K</dt><dd>the share of queries with an item of their class among the K nearest</dd>
      <dt>mAP</dt><dd>mean average precision: how far at the front all items of the query's class \
      are</dd>
      \(tree)<dt>accuracy</dt><dd>the share of pairs whose class is predicted from the image, the \
      text, or both (fusion)</dd>
      </dl></details>

      """
  }
}
