internal import Foundation
internal import HUSEModel

/// The images and texts of measured pairs, as a page shows them.
struct Gallery: Sendable {
  private let items: PairedItems?
  private let identifiers: [String]
  private var thumbnails: [Int: String] = [:]

  init(_ shown: ReportItems) {
    items = shown.items
    identifiers =
      shown.identifiers ?? shown.items?.map(\.identifier)
      ?? (0..<shown.pairs.count).map { "row \($0)" }
  }

  /// Whether images and texts are known, and not only identifiers.
  var isIllustrated: Bool { items != nil }

  /// Reads the images that results show.
  ///
  /// - Throws: the errors of `Thumbnail`.
  mutating func prepare(_ results: [QueryResult]) throws(HUSEError) {
    for result in results {
      if result.finds == .image {
        for found in result.found { try prepare(found.item) }
      } else if case .item(let item) = result.query {
        try prepare(item)
      }
    }
  }

  /// Reads the image of a pair.
  mutating func prepare(_ item: Int) throws(HUSEError) {
    guard let items, thumbnails[item] == nil else { return }
    thumbnails[item] = try Thumbnail.source(of: items[item].image)
  }

  /// The text of a pair; its identifier if texts are not known.
  func text(of item: Int) -> String { items?[item].text ?? identifiers[item] }

  func identifier(of item: Int) -> String { identifiers[item] }

  /// The image of a pair; a box with its identifier if images are not known.
  func image(of item: Int) -> Markup {
    guard let source = thumbnails[item] else {
      return "<div class=\"blank\">\(identifiers[item])</div>"
    }
    return Self.image(source, description: text(of: item))
  }

  static func image(_ source: String, description: String) -> Markup {
    "<img alt=\"\(description)\" title=\"\(description)\" src=\"\(source)\" />"
  }
}
