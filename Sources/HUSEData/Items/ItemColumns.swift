import HUSECore

/// Which columns of a table hold the image, the text and the class.
struct ItemColumns {
  let image: Int
  let text: Int
  let className: Int
  /// `nil` where the table has no column `group`.
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

  /// Finds the columns by name, whatever the case of the letters: by the names of the format, else
  /// by others that are usual.
  ///
  /// - Throws: `HUSEError.malformedFile` for a column that is not there, or one of several.
  init(named names: [String], path: String) throws(HUSEError) {
    let names = names.map { ItemText.cleaned($0).lowercased() }
    func column(_ own: [String], _ usual: [String]) throws(HUSEError) -> Int {
      // Of the format's own names the first, of others only one.
      let wanted = own.first(where: names.contains).map { [$0] } ?? usual
      let found = names.indices.filter { wanted.contains(names[$0]) }
      guard let index = found.first else {
        throw .malformedFile(
          path: path, problem: "has no column '\(own[0])'",
          remedy: .text(
            "Name the columns image, text and classes in the first row; found: "
              + "\(names.isEmpty ? "nothing" : Self.excerpt(names))."))
      }
      guard found.count == 1 else {
        throw .malformedFile(
          path: path,
          problem: "has \(found.count) columns that may be '\(own[0])': "
            + Self.excerpt(found.map { names[$0] }),
          remedy: "Name the one to be read '\(own[0])'.")
      }
      return index
    }
    image = try column(Self.images, Self.otherImages)
    text = try column(Self.texts, Self.otherTexts)
    className = try column(Self.classes, Self.otherClasses)
    group = names.firstIndex(of: "group")
  }

  /// Whether the first record of a table names its columns, where it need not.
  static func isHeader(_ names: [String]) -> Bool {
    let names = names.map { ItemText.cleaned($0).lowercased() }
    return names.contains { (images + otherImages).contains($0) }
      && names.contains { (texts + otherTexts).contains($0) }
  }

  private static func excerpt(_ names: [String]) -> String {
    names.prefix(8).map { String($0.prefix(40)) }.joined(separator: ", ")
  }
}
