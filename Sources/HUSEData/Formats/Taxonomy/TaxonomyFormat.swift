/// The format of a taxonomy file.
public enum TaxonomyFormat: String, Sendable, Hashable, CaseIterable {
  /// One name per line, indented further than its parent with spaces or with tabs.
  ///
  /// Empty lines and lines that begin with `#` are skipped.
  case indentedText
  /// The Newick format, as in `((apple,pear)fruit,pizza)food;`.
  ///
  /// Branch lengths are ignored. Inner nodes need no name. Underscores are not replaced.
  case newick
  /// A CSV file with the columns `parent` and `child`, with rows in any order.
  ///
  /// A row without a parent names the root.
  case parentChildCSV

  /// The format of an extension (txt, nwk, newick or csv); `nil` for any other.
  init?(pathExtension: String) {
    switch pathExtension.lowercased() {
    case "txt": self = .indentedText
    case "nwk", "newick": self = .newick
    case "csv": self = .parentChildCSV
    default: return nil
    }
  }
}
