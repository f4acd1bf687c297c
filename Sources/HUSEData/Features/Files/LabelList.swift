import HUSECore

/// The labels in a file, before they are checked.
enum LabelList {
  /// Indices into the class names.
  case indices([Int])
  /// The class name of each row.
  case classes([String])
  /// The words of a text file, and whether a header was removed.
  ///
  /// Numbers are indices, unless a class name is a number.
  case words([String], hasHeader: Bool)

  var count: Int {
    switch self {
    case .indices(let list): list.count
    case .classes(let list), .words(let list, _): list.count
    }
  }

  /// The labels of `rowCount` rows.
  ///
  /// A first `0` is removed if there is one label too many: it is the name that pandas gives an
  /// unnamed column.
  func fitting(rowCount: Int) -> LabelList {
    guard case .words(let words, hasHeader: false) = self, words.first == "0",
      words.count == rowCount + 1
    else { return self }
    return .words(Array(words.dropFirst()), hasHeader: true)
  }

  /// The checked labels.
  func labels(
    classNames: [String]?, allowsEmptyClasses: Bool, source: String
  ) throws(HUSEError) -> Labels {
    switch self {
    case .indices(let indices):
      guard let classNames else {
        throw .invalidData(
          source: source, problem: "holds class indices, but there are no class names",
          remedy: .either("Write the names to classes.txt, one per line", orPass: .classNames))
      }
      return try Labels(
        indices: indices, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    case .classes(let classes):
      return try Labels(
        classes: classes, classNames: classNames, allowsEmptyClasses: allowsEmptyClasses,
        source: source)
    case .words(let words, _):
      let indices = words.compactMap { Int($0) }
      if let classNames, indices.count == words.count, classNames.allSatisfy({ Int($0) == nil }) {
        return try LabelList.indices(indices).labels(
          classNames: classNames, allowsEmptyClasses: allowsEmptyClasses, source: source)
      }
      return try LabelList.classes(words).labels(
        classNames: classNames, allowsEmptyClasses: allowsEmptyClasses, source: source)
    }
  }
}
