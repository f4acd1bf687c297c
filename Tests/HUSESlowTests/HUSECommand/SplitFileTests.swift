import Foundation
import HUSE
import Testing

/// The split of a training as a file, and as what `huse evaluate` measures.
@Suite struct SplitFileTests {
  private let work: TemporaryFolder

  init() throws {
    work = try TemporaryFolder()
    try ScatteredPairs.pairs(identifiers: true).write(to: work.file("pairs.safetensors"))
  }

  private func train(_ output: String, _ more: String) throws -> BuiltProgram.Outcome {
    try work.shell(
      "huse train --data pairs.safetensors --graph taxonomy --recipe manual -e 2 -o \(output) "
        + "--quiet \(more)")
  }

  @Test func aSplitThatWasWrittenRepeatsTheTraining() throws {
    let first = try train("first", "--test-fraction 0.2 --validation-fraction 0.1")
    #expect(first.status == 0, "\(first.errors)")
    let split = try IdentifierSplit(contentsOf: work.file("first/split.csv"))
    #expect(split.train.count == 66 && split.validation.count == 6 && split.test.count == 18)
    #expect(
      Set(split.train + split.validation + split.test) == Set((0..<90).map { "item \($0)" }))
    let second = try train("second", "--split first/split.csv")
    #expect(second.status == 0, "\(second.errors)")
    #expect(try work.data("second/model.huse") == work.data("first/model.huse"))
    #expect(try work.data("second/split.csv") == work.data("first/split.csv"))
    #expect(try work.text("second/huse.yaml").contains("first/split.csv\n"))
    for run in ["first", "second"] {
      let measured = try work.huse("evaluate", run)
      #expect(measured.output.contains("Retrieval, 18 pairs\n"), "\(measured.errors)")
    }
    let validation = try work.huse("evaluate", "first", "--part", "validation")
    #expect(validation.output.contains("Retrieval, 6 pairs\n"), "\(validation.errors)")
  }

  /// As on a machine with less memory, where features stay in their files by default.
  @Test func aSplitIsMeasuredWhereFeaturesStayInTheirFiles() throws {
    let trained = try train("run", "--test-fraction 0.2")
    #expect(trained.status == 0, "\(trained.errors)")
    let before = try work.huse("evaluate", "run")
    let settings = try work.text("run/huse.yaml")
    #expect(settings.contains("feature-storage: auto\n"))
    try work.write(
      settings.replacingOccurrences(of: "feature-storage: auto", with: "feature-storage: files"),
      to: "run/huse.yaml")
    let after = try work.huse("evaluate", "run")
    #expect(after.status == 0 && after.output == before.output, "\(after.errors)")
  }

  @Test func rowsKeepTheirPartWhenTheDataChanges() throws {
    let trained = try train("run", "--test-fraction 0.2")
    #expect(trained.status == 0, "\(trained.errors)")
    let before = try work.huse("evaluate", "run")
    #expect(before.output.contains("Retrieval, 18 pairs\n"), "\(before.errors)")
    let split = try IdentifierSplit(contentsOf: work.file("run/split.csv"))
    let pairs = try ScatteredPairs.pairs(identifiers: true)
    func writePairs(without identifier: String) throws {
      let rows = pairs.identifiers?.indices.reversed().filter {
        pairs.identifiers?[$0] != identifier
      }
      try pairs.selecting(rows: rows ?? []).write(to: work.file("pairs.safetensors"))
    }
    try writePairs(without: split.train[0])
    let after = try work.huse("evaluate", "run")
    #expect(after.output == before.output, "\(after.errors)")
    try writePairs(without: split.test[0])
    let missing = try work.huse("evaluate", "run")
    #expect(missing.status == 1)
    #expect(
      missing.errors.contains("has no row '\(split.test[0])', which the split has for test."),
      "\(missing.errors)")
  }

  @Test func whatDoesNotFitIsNamed() throws {
    try work.write("identifier,part\nitem 3,train\nitem 4,tset\n", to: "split.csv")
    let part = try train("out", "--split split.csv")
    #expect(part.status == 1)
    #expect(
      part.errors.contains(
        "split.csv: row 1: 'tset' is no part (line 3). Write train, validation or test."))
    try work.write("identifier,part\nitem 3,train\nitme 4,test\n", to: "split.csv")
    let name = try train("out", "--split split.csv")
    #expect(name.status == 1)
    #expect(name.errors.contains("has no row 'itme 4', which the split has for test. Did you mean"))
    let both = try train("out", "--split split.csv --test-fraction 0.2")
    #expect(both.status == 64)
    #expect(both.errors.contains("--split says which rows are held out"))
    let none = try work.huse("evaluate", ".")
    #expect(none.status == 1)
    #expect(none.errors.contains("model.huse: no such file or folder."), "\(none.errors)")
  }
}
