import Foundation
import HUSE
import Testing

/// `huse inspect` on a small model of texts.
@Suite struct InspectTests {
  private let tea: TrainedTeaModel
  private var work: TemporaryFolder { tea.work }

  init() throws { tea = try TrainedTeaModel() }

  @Test func inspectChecksTheChecksum() throws {
    for name in ["tea.huse", "texts.index"] {
      var bytes = try work.data(name)
      bytes[bytes.count - 3] ^= 1
      try bytes.write(to: work.file("damaged-\(name)"))
      let outcome = try work.huse("inspect", "damaged-\(name)")
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("its bytes do not agree with its checksum"))
    }
    try SafetensorsFile.write(
      ["x": Tensor([1, 2])], checksummed: true, to: work.file("x.safetensors"))
    #expect(try work.huse("inspect", "x.safetensors").status == 0)
    var bytes = try work.data("x.safetensors")
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: work.file("x.safetensors"))
    #expect(try work.huse("inspect", "x.safetensors").status == 1)
  }

  @Test func filesAreDescribed() throws {
    struct Model: Decodable {
      let kind: String
      let version: String
      let imageTower: String
      let classes: [String]
      let textEncoder: String
      let imageEncoder: String
      let graph: Bool
    }
    let json = try work.huse("inspect", "tea.huse", "--json")
    #expect(json.status == 0, "\(json.errors)")
    let model = try JSONDecoder().decode(Model.self, from: Data(json.output.utf8))
    #expect(model.kind == "model" && model.version == "5" && !model.graph)
    #expect(model.imageTower == "64 → 8" && model.classes == ["apple", "tea"])
    #expect(model.textEncoder == "hashed-ngrams" && model.imageEncoder == "none")

    func lines(_ name: String) throws -> [String] {
      let outcome = try work.huse("inspect", name)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
      }
    }
    for (name, expected) in [
      ("tea.huse", ["kind model", "dimension 8", "textTower 64 → 8", "graph no"]),
      ("texts.index", ["kind index", "count 8", "dimension 8"]),
      ("pairs.safetensors", ["kind features", "rows 8", "textFeatures 64"]),
    ] {
      let found = try lines(name)
      #expect(Set(expected).isSubset(of: found), "\(found)")
    }
    try NPYFile.write(Matrix(rows: 3, columns: 2), to: work.file("a.npy"))
    #expect(try lines("a.npy").contains("shape 3 × 2"))
    try SafetensorsFile.write(["w": Tensor([1, 2])], to: work.file("w.safetensors"))
    #expect(try lines("w.safetensors").contains("w 2"))
    let missing = try work.huse("inspect", "nothing")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nothing: no such file or folder."))
  }
}
