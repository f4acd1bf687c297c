import Foundation
import HUSE

/// Shows how a page about a model is written.
func report(
  _ model: SharedEmbedding, test: PairedFeatures, items: PairedItems, taxonomy: Taxonomy
) throws {
  // snippet.page
  var report = try ModelReport(
    of: model, on: ReportItems(test, showing: items), taxonomy: taxonomy, title: "Food")
  try report.search(for: "red apple")
  try report.write(to: URL(fileURLWithPath: "page.html"))
  // snippet.end
}
