import Foundation
import HUSE
import HUSEExport
import Testing

/// Vectors as FAISS and as CSV.
@Suite struct VectorFileTests {
  private let owner: TemporaryFolder
  private let vectors: Matrix

  init() throws {
    owner = try TemporaryFolder()
    vectors = try NPYFile(contentsOf: Fixture.url("model/version-5-images.npy")).matrix()
  }

  private func file(_ name: String) -> URL { owner.url.appendingPathComponent(name) }

  /// `faiss.write_index` has written the fixture, from the same vectors.
  @Test func aFlatIndexHasTheBytesOfFAISS() throws {
    try FAISSFile.writeFlatIndex(of: vectors, to: file("items.faiss"))
    #expect(
      try Data(contentsOf: file("items.faiss"))
        == Data(contentsOf: Fixture.url("export/flat.faiss")))
  }

  @Test func anEmptyIndexHasTheBytesOfFAISS() throws {
    try FAISSFile.writeFlatIndex(of: Matrix(rows: 0, columns: 3), to: file("items.faiss"))
    #expect(
      try Data(contentsOf: file("items.faiss"))
        == Data(contentsOf: Fixture.url("export/empty.faiss")))
  }

  @Test func aTableHasALineForEachVector() throws {
    let rows: Matrix = [[1, -0.25], [1e-8, 3e10], [0.1, 0]]
    try CSVFile.write(
      rows, identifiers: ["pie", "tea, green", "a \"b\"\u{301}\nc"], to: file("items.csv"))
    #expect(
      try String(contentsOf: file("items.csv"), encoding: .utf8) == """
        id,0,1
        pie,1.0,-0.25
        "tea, green",1e-08,3e+10
        "a ""b""\u{301}
        c",0.1,0.0

        """)
  }

  @Test func aTableIsReadBackAsFeaturesBitForBit() throws {
    let folder = file("pairs")
    try PairedFeatures(
      images: vectors, texts: vectors, labels: vectors.rowIndices.map { $0 % 2 },
      classNames: ["a", "b"]
    ).write(to: folder)
    for name in ["images", "texts"] {
      try FileManager.default.removeItem(at: folder.appendingPathComponent("\(name).npy"))
      try CSVFile.write(
        vectors, identifiers: vectors.rowIndices.map { "item \($0)" },
        to: folder.appendingPathComponent("\(name).csv"))
    }
    let read = try PairedFeatures(contentsOf: folder)
    #expect(read.images == vectors && read.texts == vectors)
  }

  @Test func namesOfRowsAreQuotedWhereTheyNeedIt() throws {
    try CSVFile.write(identifiers: ["a", "", " b", "c;d", "é\r\n"], to: file("ids.csv"))
    #expect(
      try Data(contentsOf: file("ids.csv"))
        == Data("id\na\n\"\"\n\" b\"\n\"c;d\"\n\"é\r\n\"\n".utf8))
  }

  @Test func everyRowNeedsAnIdentifier() throws {
    #expect(
      errorText { () throws(HUSEError) in
        try CSVFile.write(Matrix(rows: 2, columns: 1), identifiers: ["a"], to: file("items.csv"))
      }
        == "identifiers of a table: expected shape [2], found [1]. "
        + "Pass one identifier for each row.")
    #expect(!FileManager.default.fileExists(atPath: file("items.csv").path))
  }
}

extension Matrix {
  fileprivate var rowIndices: Range<Int> { 0..<rows }
}
