import HUSECore
import Testing

/// Dissimilarities in a tree against `Tests/Reference/reference_taxonomy.py`.
@Suite struct TaxonomyReferenceTests {
  struct Case: Decodable {
    let name: String
    let paths: [String]
    let dissimilarities: [[Double]]
  }

  @Test func dissimilaritiesEqualTheReference() throws {
    let cases = try ReferenceFile.read("taxonomy.json", as: [Case].self)
    #expect(cases.map(\.name) == ["leaves", "under one top", "with inner classes"])
    for expected in cases {
      let taxonomy = try Taxonomy(classPaths: expected.paths)
      let graph = try SemanticGraph(classNames: expected.paths, in: taxonomy)
      for (row, first) in expected.paths.enumerated() {
        for (column, second) in expected.paths.enumerated() {
          let wanted = expected.dissimilarities[row][column]
          let found = try taxonomy.dissimilarity(of: first, and: second)
          #expect(abs(found - wanted) < 1e-9, "\(first), \(second), \(expected.name)")
          #expect(abs(Double(graph[row, column]) - wanted) < 1e-6)
        }
      }
    }
  }
}
