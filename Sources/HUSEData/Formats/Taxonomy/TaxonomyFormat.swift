public import Foundation
public import HUSECore

/// How a file describes a tree.
public enum TaxonomyFormat: String, Sendable, Hashable, CaseIterable {
  /// A name a line, indented further than the name it belongs under; by spaces or by tabs. Empty
  /// lines and lines that begin with `#` are skipped.
  case indentedText
  /// The parentheses of Newick, as in `((apple,pear)fruit,pizza)food;`, with or without lengths of
  /// branches, which are not used. Nodes above others need no name. Underscores stay as they are.
  case newick
  /// A CSV file with the columns parent and child, the rows in any order; a row without a parent
  /// names the root.
  case parentChildCSV

  /// The format that an extension stands for: txt, nwk, newick, csv.
  init?(pathExtension: String) {
    switch pathExtension.lowercased() {
    case "txt": self = .indentedText
    case "nwk", "newick": self = .newick
    case "csv": self = .parentChildCSV
    default: return nil
    }
  }
}

extension Taxonomy {
  /// Reads a tree from a file; its names must differ from each other.
  ///
  /// ```swift
  /// let taxonomy = try Taxonomy(contentsOf: URL(fileURLWithPath: "food.txt"))
  /// ```
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - format: How it describes the tree; by default what its extension says: `.txt`
  ///     indented text, `.nwk` or `.newick` Newick, `.csv` parents and children.
  ///   - classNames: The names that are classes; by default those with nothing below them. What
  ///     lies neither on nor above a class is left out.
  /// - Throws: `HUSEError.unsupportedFile` for an unknown extension; what opening a file throws;
  ///   `.malformedFile` with the line for what is not a tree: a second root, a name that comes
  ///   twice, a second parent, a cycle; `.invalidData` for a class that the tree lacks.
  public init(
    contentsOf url: URL, format: TaxonomyFormat? = nil, classNames: [String]? = nil
  ) throws(HUSEError) {
    guard let format = format ?? TaxonomyFormat(pathExtension: url.pathExtension) else {
      throw .unsupportedFile(
        path: url.path, found: "the extension '\(url.pathExtension)'",
        supported: "txt, nwk, newick and csv",
        remedy: .pass(.taxonomyFormat, to: "read a file with another extension"))
    }
    let tree =
      switch format {
      case .indentedText: try IndentedText.tree(contentsOf: url)
      case .newick: try NewickText.tree(contentsOf: url)
      case .parentChildCSV: try ParentChildCSV.tree(contentsOf: url)
      }
    self = try tree.taxonomy(classNames: classNames)
  }
}
