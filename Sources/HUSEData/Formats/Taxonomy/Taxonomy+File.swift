public import Foundation
public import HUSECore

extension Taxonomy {
  /// Reads a taxonomy from a file, in which every name is unique.
  ///
  /// ```swift
  /// let taxonomy = try Taxonomy(contentsOf: URL(fileURLWithPath: "food.txt"))
  /// ```
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - format: the format of the file. By default the format of its extension: indented text for
  ///     `.txt`, Newick for `.nwk` and `.newick`, parents and children for `.csv`.
  ///   - classNames: the names of the classes. By default the leaves. Nodes that are neither
  ///     classes nor above classes are ignored.
  /// - Throws: `HUSEError.unsupportedFile` for an unknown extension; `.malformedFile` with the line
  ///   for a second root, a duplicate name, a second parent or a cycle; `.invalidData` for a class
  ///   that is not in the tree; the errors of opening a file.
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
