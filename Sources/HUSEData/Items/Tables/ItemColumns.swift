import HUSECore

/// The columns of a table with the image, the text, the class and the group.
struct ItemColumns {
  let image: Int
  let text: Int
  let className: Int
  /// `nil` if the table has no column `group`.
  let group: Int?

  /// The columns in the order image, text, class.
  static let inOrder = ItemColumns(image: 0, text: 1, className: 2)

  private init(image: Int, text: Int, className: Int) {
    self.image = image
    self.text = text
    self.className = className
    group = nil
  }

  private static let images = ["image"]
  private static let otherImages = [
    "file_name", "filename", "file", "filepath", "file_path", "path", "image_path", "image_file",
    "image_name", "img", "img_path", "picture", "photo",
  ]
  private static let texts = ["text"]
  private static let otherTexts = ["caption", "title", "description", "sentence", "recipe"]
  private static let classes = ["classes", "class"]
  private static let otherClasses = ["label", "labels", "category", "class_name", "classname"]

  /// Finds the columns by the names of the format, or else by other common names.
  ///
  /// Upper and lower case do not matter.
  ///
  /// - Throws: `HUSEError.malformedFile` for a column that is missing or ambiguous.
  init(named names: [String], path: String) throws(HUSEError) {
    let names = names.map { ItemText.cleaned($0).lowercased() }
    func column(_ standard: [String], _ common: [String]) throws(HUSEError) -> Int {
      // The first of the standard names, or any of the common ones.
      let wanted = standard.first(where: names.contains).map { [$0] } ?? common
      let found = names.indices.filter { wanted.contains(names[$0]) }
      guard let index = found.first else {
        throw .malformedFile(
          path: path, problem: "has no column '\(standard[0])'",
          remedy: .text(
            "Name the columns image, text and classes in the first row; found: "
              + "\(names.isEmpty ? "nothing" : Self.excerpt(names))."))
      }
      guard found.count == 1 else {
        throw .malformedFile(
          path: path,
          problem: "has \(found.count) columns that may be '\(standard[0])': "
            + Self.excerpt(found.map { names[$0] }),
          remedy: "Name the right one '\(standard[0])'.")
      }
      return index
    }
    image = try column(Self.images, Self.otherImages)
    text = try column(Self.texts, Self.otherTexts)
    className = try column(Self.classes, Self.otherClasses)
    group = names.firstIndex(of: "group")
  }

  /// Whether the first record of a table with an optional header is a header.
  static func isHeader(_ names: [String]) -> Bool {
    let names = names.map { ItemText.cleaned($0).lowercased() }
    return names.contains { (images + otherImages).contains($0) }
      && names.contains { (texts + otherTexts).contains($0) }
  }

  private static func excerpt(_ names: [String]) -> String {
    names.prefix(8).map { String($0.prefix(40)) }.joined(separator: ", ")
  }
}
