import Foundation
import HUSE

extension FuzzTarget {
  /// Trees of classes, and WordNet.
  static let trees = [
    // The first byte chooses the format.
    FuzzTarget("taxonomy") { bytes throws(HUSEError) in
      guard let first = bytes.first else { return }
      let formats = TaxonomyFormat.allCases
      let tree = try Taxonomy(
        contentsOf: MemoryFolder.shared.write(bytes.dropFirst(), to: "tree"),
        format: formats[Int(first) % formats.count])
      let names = tree.classNames
      guard let one = names.first, let other = names.last else { preconditionFailure() }
      _ = try tree.path(to: other)
      let dissimilarity = try tree.dissimilarity(of: one, and: other)
      precondition((0...1).contains(dissimilarity), "a dissimilarity of \(dissimilarity)")
    },
    // The files index.noun, data.noun and the mapping, with a byte 0 between them.
    FuzzTarget("wordnet") { bytes throws(HUSEError) in
      let parts = bytes.split(
        separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return }
      let folder = MemoryFolder.shared.folder("wordnet")
      _ = MemoryFolder.shared.write(parts[0], to: "wordnet/index.noun")
      _ = MemoryFolder.shared.write(parts[1], to: "wordnet/data.noun")
      let wordNet = try WordNet(contentsOf: folder)
      for noun in ["apple pie", "pie", "food", "no-noun", ""] {
        attempt { () throws(HUSEError) in
          for synset in try wordNet.synsets(of: noun) { _ = try wordNet.hypernymPath(to: synset) }
        }
      }
      for name in ["apple_pie.n.01", "00000000", "00000070", "-0000001"] {
        attempt { () throws(HUSEError) in _ = try wordNet.synset(named: name) }
      }
      let mapping = try SynsetMapping(
        contentsOf: MemoryFolder.shared.write(parts[2], to: "wordnet/mapping.csv"))
      let tree = try Taxonomy(
        classNames: ["apple_pie", "pies", "churros"], in: wordNet, mapping: mapping)
      _ = try tree.path(to: "churros")
    },
  ]
}
