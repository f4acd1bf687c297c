internal import Foundation

/// Queries and what they found as HTML.
struct ResultMarkup {
  let report: ModelReport

  private var classNames: [String] { report.pairs.tree.classNames }
  private var labels: [Int] { report.pairs.labels }
  private static let textLength = 240

  /// A symbol and a word, so that no color is needed to tell them apart.
  static func mark(_ verdict: Verdict) -> Markup {
    switch verdict {
    case .right: "<span class=\"mark right\">✓ right</span>"
    case .near: "<span class=\"mark near\">≈ near miss</span>"
    case .wrong: "<span class=\"mark wrong\">✗ wrong</span>"
    }
  }

  /// A query with its results.
  func section(_ result: QueryResult, level: Int = 3) -> Markup {
    let (open, close) = (Markup.trusted("<h\(level)>"), Markup.trusted("</h\(level)>"))
    let heading: Markup = "\(open)\(title(result))\(close)\n"
    guard result.finds == .text else {
      return """
        <article>
        \(heading)\(about(result))<div class="found">\(result.found.map(figure))</div>
        </article>

        """
    }
    return """
      <article>
      \(heading)<div class="beside">
      <div class="asked">\(image(result))\(about(result))</div>
      <ol class="texts">
      \(result.found.map(line))</ol>
      </div>
      </article>

      """
  }

  private func title(_ result: QueryResult) -> Markup {
    switch result.query {
    case .text(let text): "“<bdi>\(text.shortened(to: Self.textLength))</bdi>”"
    case .image: "An image"
    case .item(let item) where result.finds == .image: "“<bdi>\(shortText(item))</bdi>”"
    case .item(let item): "<bdi>\(report.gallery.identifier(of: item))</bdi>"
    }
  }

  /// The image of a query.
  private func image(_ result: QueryResult) -> Markup {
    switch result.query {
    case .text: .empty
    case .image(let source): Gallery.image(source, description: "The image of the query")
    case .item(let item): report.gallery.image(of: item)
    }
  }

  /// The class and the name of a query, and the rank of its first right result.
  private func about(_ result: QueryResult) -> Markup {
    guard case .item(let item) = result.query else { return .empty }
    let rank: Markup =
      switch result.firstRank {
      case let rank? where rank.isFinite: " · first right result: rank \(Int(rank))"
      case .some: " · no other pair is of this class"
      case nil: .empty
      }
    let name: Markup =
      result.finds == .image ? " · <bdi>\(report.gallery.identifier(of: item))</bdi>" : .empty
    return """
      <p class="quiet"><bdi>\(classNames[labels[item]])</bdi>\(name)\(rank)</p>

      """
  }

  private func shortText(_ item: Int) -> String {
    report.gallery.text(of: item).shortened(to: Self.textLength)
  }

  private func figure(_ found: FoundItem) -> Markup {
    """
    <figure class="\(style(found))">\(report.gallery.image(of: found.item))\
    <figcaption>\(caption(found))</figcaption></figure>

    """
  }

  private func line(_ found: FoundItem) -> Markup {
    """
    <li class="\(style(found))">\(caption(found))<br />\
    <bdi>\(shortText(found.item))</bdi></li>

    """
  }

  private func style(_ found: FoundItem) -> String {
    switch found.verdict {
    case .right: "right"
    case .near: "near"
    case .wrong: "wrong"
    case nil: "open"
    }
  }

  private func caption(_ found: FoundItem) -> Markup {
    let verdict: Markup = found.verdict.map { "\(Self.mark($0)) " } ?? .empty
    let own: Markup = found.isOwn ? " <b>its own</b>" : .empty
    let alike: Markup =
      found.alike > 0 ? " <span class=\"quiet\">+\(found.alike) alike</span>" : .empty
    let distance = String(format: "%.2f", found.distance)
    return """
      \(verdict)<bdi>\(classNames[labels[found.item]])</bdi> <span class="quiet">\(distance)</span>\
      \(own)\(alike)
      """
  }

  /// A pair whose class was predicted wrongly.
  func misclassified(_ item: Int) -> Markup {
    let (label, predicted) = (labels[item], report.measures.predictions[2][item])
    let verdict = report.pairs.tree.verdict(found: predicted, expected: label)
    let probability = String(format: "%.2f", report.measures.confidences[item])
    return """
      <figure class="\(verdict == .near ? "near" : "wrong")">\(report.gallery.image(of: item))\
      <figcaption>\(Self.mark(verdict)) <bdi>\(classNames[predicted])</bdi> \
      <span class="quiet">\(probability)</span><br />for <bdi>\(classNames[label])</bdi><br />\
      <bdi class="quiet">\(report.gallery.text(of: item).shortened(to: 90))</bdi></figcaption>\
      </figure>

      """
  }
}
