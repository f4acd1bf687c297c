import HUSECore

/// The checked class of every row, as an index into the class names.
struct Labels: Sendable, Equatable {
  let indices: [Int]
  let classNames: [String]

  /// Checks indices.
  ///
  /// - Throws: `HUSEError.invalidRow` for an index without a class; `.invalidData` for a class name
  ///   that is empty, duplicated or, unless this is allowed, has no rows.
  init(
    indices: [Int], classNames: [String], allowsEmptyClasses: Bool, source: String
  ) throws(HUSEError) {
    try Self.check(classNames, source: source)
    for (row, index) in indices.enumerated() where !classNames.indices.contains(index) {
      throw .invalidRow(
        source: source, row: row, column: nil,
        problem: "label \(index) is not the index of one of the \(classNames.count) classes",
        remedy: "Labels are numbers from 0 to \(classNames.count - 1).")
    }
    self.indices = indices
    self.classNames = classNames
    if !allowsEmptyClasses { try checkNoneIsEmpty(source: source) }
  }

  /// Finds the index of the class of each row.
  ///
  /// By default, the class names are the names that occur, sorted, so that an index does not depend
  /// on the order of the rows.
  ///
  /// - Throws: the errors of `init(indices:classNames:allowsEmptyClasses:source:)`; `.invalidRow`
  ///   for a class that is not among `classNames`.
  init(
    classes: [String], classNames: [String]?, allowsEmptyClasses: Bool, source: String
  ) throws(HUSEError) {
    let classNames = classNames ?? Set(classes).sorted()
    try Self.check(classNames, source: source)
    let index = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
    var indices: [Int] = []
    indices.reserveCapacity(classes.count)
    for (row, name) in classes.enumerated() {
      guard let position = index[name] else {
        throw .invalidRow(
          source: source, row: row, column: nil,
          problem: "class '\(name)' is not among the \(classNames.count) class names",
          remedy: NearestName.find(name, among: classNames).map { "Did you mean '\($0)'?" }
            ?? "Correct the name or add it to the class names.")
      }
      indices.append(position)
    }
    self.indices = indices
    self.classNames = classNames
    if !allowsEmptyClasses { try checkNoneIsEmpty(source: source) }
  }

  private static func check(_ classNames: [String], source: String) throws(HUSEError) {
    var seen: Set<String> = []
    for (index, name) in classNames.enumerated() {
      guard name.contains(where: { !$0.isWhitespace }) else {
        throw .invalidData(
          source: source, problem: "class name \(index) is empty",
          remedy: "Give every class a name; the semantic graph is built from the names.")
      }
      guard seen.insert(name).inserted else {
        throw .invalidData(
          source: source, problem: "class name '\(name)' is duplicated",
          remedy: "Give every class a different name.")
      }
    }
  }

  private func checkNoneIsEmpty(source: String) throws(HUSEError) {
    var isEmpty = [Bool](repeating: true, count: classNames.count)
    for index in indices { isEmpty[index] = false }
    guard let empty = isEmpty.firstIndex(of: true) else { return }
    throw .invalidData(
      source: source, problem: "class '\(classNames[empty])' (index \(empty)) has no rows",
      remedy: .either("Remove the name", orPass: .emptyClasses))
  }
}
