import Foundation
import HUSE
import Testing

/// `huse encode --part`, and what the parts are for.
@Suite struct EncodedPartsTests {
  private let program: EncodeProgram
  private var work: TemporaryFolder { program.work }

  init() throws { program = try EncodeProgram() }

  private func encode(_ more: String..., output: String) throws -> BuiltProgram.Outcome {
    try program.encode(more, output: output)
  }

  @Test func partsOfTwoMachinesJoinToTheFilesOfOne() throws {
    #expect(try encode(output: "whole").status == 0)
    for number in 1...2 {
      let part = try encode("--part", "\(number)/2", output: "part-\(number)")
      #expect(part.status == 0, "\(part.errors)")
      #expect(part.output.contains("\(number == 1 ? 8 : 7) rows in 2 files, 0 skipped"))
    }
    let joined = try encode("--join", "part-1", "part-2", output: "joined")
    #expect(joined.status == 0, "\(joined.errors)")
    for name in try work.names(in: "whole") {
      #expect(try work.data("joined/\(name)") == work.data("whole/\(name)"), "\(name)")
    }
    for part in ["0/2", "3/2", "2", "a/b", "1/0"] {
      let refused = try encode("--part", part, output: "refused")
      #expect(refused.status == 64 && refused.errors.contains(part))
    }
    #expect(!work.exists("refused"))
  }

  /// Each process of a training reads the part that a machine encoded, which lists its own classes.
  @Test(arguments: ["memory", "files"])
  func partsOfTwoMachinesTrainAsTheFilesOfOne(storage: String) throws {
    func train(ranks: Int, _ data: String, _ more: String...) throws -> BuiltProgram.Outcome {
      try MPIRun.huse(
        ranks: ranks,
        [
          "train", "--distributed", "--recipe", "paper", "--epochs", "2", "--batch-size", "8",
          "--block-size", "16", "--threads", "1", "--feature-storage", storage, "--encoders",
          "encoders", "--data", data,
        ] + more, in: work.url)
    }
    #expect(try encode(output: "whole").status == 0)
    for rank in 0...1 {
      #expect(try encode("--part", "\(rank + 1)/2", output: "part-\(rank)").status == 0)
    }
    let lists = try ["whole", "part-0", "part-1"].map { folder in
      try EncodingManifest(contentsOf: work.file(folder)).classNames
    }
    #expect(lists[1] != lists[0] && lists[2] != lists[1])
    let whole = try train(ranks: 1, "whole", "-o", "run")
    #expect(whole.status == 0, "\(whole.errors)")
    let parts = try train(ranks: 2, "part-{rank}", "--sharded", "-o", "sharded")
    #expect(parts.status == 0, "\(parts.errors)")
    #expect(try work.data("sharded/model.huse") == work.data("run/model.huse"))

    let same = try train(ranks: 2, "part-0", "--sharded", "-o", "refused")
    #expect(same.status == 1)
    #expect(
      same.errors.contains("sharded pairs: are the same on ranks 0 and 1: 8 rows."),
      "\(same.errors)")
    let manifest = try work.text("part-1/manifest.json")
    try work.write(
      manifest.replacingOccurrences(of: "\"name\" : \"ngrams\"", with: "\"name\" : \"minilm\""),
      to: "part-1/manifest.json")
    let other = try train(ranks: 2, "part-{rank}", "--sharded", "-o", "refused")
    #expect(other.status == 1)
    #expect(other.errors.contains("Rank 1 differs from rank 0: encoders "), "\(other.errors)")
  }
}
