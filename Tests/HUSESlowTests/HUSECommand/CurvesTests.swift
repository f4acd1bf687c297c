import Foundation
import HUSE
import Testing

/// TensorBoard reads the curves of `huse train`, and finds in them what the CSV file holds.
@Suite struct CurvesTests {
  @Test func eventsAreThoseOfTheTable() throws {
    let work = try TemporaryFolder()
    try ScatteredPairs.pairs().write(to: work.file("pairs.safetensors"))
    let trained = try work.huse(
      "train", "--data", "pairs.safetensors", "--recipe", "manual", "--graph", "taxonomy", "-e",
      "4",
      "-b", "16",
      "--curves-every", "3", "--validation-every", "2", "-o", "out", "--quiet")
    #expect(trained.status == 0, "\(trained.errors)")

    let events = try TensorBoardEvents(in: work.file("out")).curves

    let table = try work.text("out/curves.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let tags = table[0].dropFirst(2)
    #expect(
      tags == [
        "loss/total", "loss/classification", "loss/graph", "loss/gap", "learning_rate",
        "gradient_norm", "rows_per_second", "validation/recall",
      ])
    #expect(Set(events.keys) == Set(tags))
    // 78 pairs are 5 steps an epoch: every third step, and the last of each epoch.
    #expect(table.dropFirst().map { Int($0[0]) } == [3, 5, 6, 9, 10, 12, 15, 18, 20])
    for (column, tag) in table[0].enumerated().dropFirst(2) {
      let expected = try table.dropFirst().filter { !$0[column].isEmpty }.map { row in
        TensorBoardEvents.Point(
          step: try #require(Int(row[0])),
          value: Float(try #require(Double(row[column]))))
      }
      #expect(events[tag] == expected, "\(tag)")
    }
    #expect(events["validation/recall"]?.map(\.step) == [10, 20])
  }
}
