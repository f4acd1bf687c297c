import Foundation
import HUSE

/// One self-contained HTML page with the figures and the results of queries.
struct Page {
  static let sampleQueries = [
    "a slice of pizza", "red apple", "a cup of hot coffee", "birthday cake with candles",
    "glass of wine", "fresh vegetables", "fried eggs and bacon", "ice cream cone",
    "loaf of bread", "something sweet for children", "yellow tropical fruit", "cold beer",
  ]

  let reports: [SetReport]
  let textResults: [SearchResult]
  let imageResults: [SearchResult]

  func write(to file: URL) throws {
    try AtomicWrite.write(Data(try html().utf8), to: file)
  }

  private func html() throws -> String {
    """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Food retrieval with HUSE</title>
    <style>\(Self.style)</style>
    <h1>Food retrieval with HUSE</h1>
    <p>Pictures and texts in one space: a text finds pictures, a picture finds texts.
    Items marked <b>new</b> were not seen in training.</p>
    \(reports.map(table).joined())
    <h2>Text to pictures</h2>
    \(try textResults.map(section).joined())
    <h2>Picture to texts</h2>
    \(try imageResults.map(section).joined())
    </html>
    """
  }

  private static let style = """
    body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1080px; \
    padding: 0 1rem; color: #222; background: #fff }
    h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2rem }
    h3 { font-size: 1rem; margin: 1.2rem 0 .4rem }
    table { border-collapse: collapse; margin: .6rem 0 1.2rem }
    th, td { padding: .2rem .8rem; text-align: right; border-bottom: 1px solid #ddd }
    th:first-child, td:first-child { text-align: left }
    .found { display: grid; grid-template-columns: repeat(6, 1fr); gap: .7rem }
    figure { margin: 0; font-size: 12px; overflow-wrap: anywhere }
    img { width: 100%; aspect-ratio: 1; object-fit: contain; background: #fff; \
    border: 1px solid #ddd; border-radius: 4px }
    .query { display: grid; grid-template-columns: 150px 1fr; gap: 1rem; margin: 1rem 0 }
    ol { margin: 0; padding-left: 1.4rem } .distance { color: #666 }
    """

  private func table(_ report: SetReport) -> String {
    let head = Experiment.ranks.map { "<th>R@\($0)</th>" }.joined()
    let rows = RetrievalDirection.allCases.map { direction in
      let recalls = Experiment.ranks.map {
        "<td>\(TextTable.spread(report.recall(direction, at: $0)))</td>"
      }
      return "<tr><td>\(direction)</td>\(recalls.joined())"
        + "<td>\(report.chance(direction, at: 1).map(TextTable.share) ?? "–")</td>"
        + "<td>\(report.untrained(direction, at: 1).map(TextTable.share) ?? "–")</td></tr>"
    }
    let accuracies = report.accuracies.map { "\($0.name) \(TextTable.spread($0.value))" }
    return """
      <h2>\(Self.escaped(report.name).capitalizedFirst)</h2>
      <p>\(report.itemCount) items in \(report.classNames.count) classes, \(report.testCount) held
      out; \(Self.escaped(report.averaging)).</p>
      <table><tr><th>direction</th>\(head)<th>chance R@1</th><th>untrained R@1</th></tr>
      \(rows.joined())</table>
      <p>Accuracy: \(accuracies.joined(separator: ", ")).</p>
      """
  }

  private func section(_ result: SearchResult) throws -> String {
    switch result.query {
    case .text(let text):
      let figures = try result.found.map { found in
        """
        <figure><img alt="\(Self.escaped(found.item.text))" title="\(Self.escaped(found.item.text))"
        src="\(try Self.source(of: found.item.image))">
        <figcaption>\(Self.caption(found))</figcaption></figure>
        """
      }
      return "<h3>“\(Self.escaped(text))”</h3><div class=\"found\">\(figures.joined())</div>"
    case .image(let file):
      let texts = result.found.map {
        "<li>\(Self.escaped($0.item.text)) \(Self.caption($0))</li>"
      }
      return """
        <div class="query"><img alt="The picture of the query" src="\(try Self.source(of: file))">
        <ol>\(texts.joined())</ol></div>
        """
    }
  }

  private static func caption(_ found: FoundItem) -> String {
    "<span class=\"distance\">\(escaped(found.item.className)) "
      + "\(String(format: "%.2f", found.distance))</span>\(found.isHeldOut ? " <b>new</b>" : "")"
  }

  private static func source(of file: URL) throws -> String {
    let type =
      switch file.pathExtension.lowercased() {
      case "jpg", "jpeg": "jpeg"
      case "webp": "webp"
      case "gif": "gif"
      default: "png"
      }
    return "data:image/\(type);base64,\(try Data(contentsOf: file).base64EncodedString())"
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
