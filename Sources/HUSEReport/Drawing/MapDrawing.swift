/// A map of the space as SVG: a disc for an image, a cross for a text.
struct MapDrawing {
  let map: SpaceMap
  let gallery: Gallery
  let classNames: [String]
  let labels: [Int]

  private static let size = 500.0
  private static let margin = 10.0

  var markup: Markup {
    let legend = map.branches.enumerated().map { index, name -> Markup in
      """
      <li><svg class="key dot" viewBox="0 0 10 10" aria-hidden="true"><circle \
      class="m\(index)" cx="5" cy="5" r="5" /></svg><bdi>\(name)</bdi></li>
      """
    }
    let others: Markup =
      map.hasOthers
      ? """
      <li><svg class="key dot" viewBox="0 0 10 10" aria-hidden="true"><circle class="m-other" \
      cx="5" cy="5" r="5" /></svg>all others</li>
      """ : .empty
    return """
      <svg class="map" viewBox="0 0 \(Int(Self.size)) \(Int(Self.size))" role="img" \
      aria-label="Map of \(map.pairCount) images and their texts">
      \(marks)</svg>
      <ul class="legend">
      <li><svg class="key dot" viewBox="0 0 10 10" aria-hidden="true"><circle class="m-key" \
      cx="5" cy="5" r="4" /></svg>image</li>
      <li><svg class="key dot" viewBox="0 0 10 10" aria-hidden="true"><path class="m-key" \
      d="M1 1l8 8m0 -8l-8 8" /></svg>text</li>
      \(legend)\(others)</ul>

      """
  }

  private var marks: [Markup] {
    let xs = map.marks.map(\.place.x)
    let ys = map.marks.map(\.place.y)
    guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else {
      return []
    }
    let scale = (Self.size - 2 * Self.margin) / max(right - left, high - low, 1e-12)
    // A point in the middle if the map is not square.
    let (dx, dy) = (
      (Self.size - (right - left) * scale) / 2, (Self.size - (high - low) * scale) / 2
    )
    return map.marks.map { mark in
      let x = Coordinates.text(dx + (mark.place.x - left) * scale)
      let y = Coordinates.text(dy + (mark.place.y - low) * scale)
      let style = mark.branch.map { "m\($0)" } ?? "m-other"
      let name = classNames[labels[mark.item]]
      let title: Markup = "<title>\(name): \(gallery.text(of: mark.item).shortened(to: 60))</title>"
      return mark.isImage
        ? "<circle class=\"\(style)\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\">\(title)</circle>\n"
        : "<path class=\"\(style)\" d=\"M\(x) \(y)m-3.5 -3.5l7 7m0 -7l-7 7\">\(title)</path>\n"
    }
  }
}
