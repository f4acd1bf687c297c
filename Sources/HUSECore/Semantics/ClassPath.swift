/// A class as the path from the most general level to the class itself.
package struct ClassPath: Sendable, Hashable {
  /// The levels, the most general first; never empty.
  package let levels: [String]

  /// Splits a path at `/` or `<`.
  ///
  /// - Throws: `HUSEError.invalidData` if a level is empty.
  package init(_ path: String) throws(HUSEError) {
    levels = path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "<" }
      .map { String($0.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace)) }
    guard levels.allSatisfy({ !$0.isEmpty }) else {
      throw .invalidData(
        source: "class path '\(path)'", problem: "has an empty level",
        remedy: "Write the levels from general to special, as in food/fruit/apple.")
    }
  }

  /// A level as words: underscores and hyphens become spaces.
  package static func readable(_ level: String) -> String {
    String(level.map { $0 == "_" || $0 == "-" || $0 == "/" || $0 == "<" ? " " : $0 })
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
