import Foundation
import HUSE
import Testing

/// `huse classify` on a small model of texts.
@Suite struct ClassifyTests {
  private let tea: TrainedTeaModel
  private var work: TemporaryFolder { tea.work }

  init() throws { tea = try TrainedTeaModel() }

  @Test func classesAreNamedWithTheirScores() throws {
    struct Line: Decodable {
      struct Score: Decodable {
        let name: String
        let probability: Float
      }
      let id: String
      let classes: [Score]
    }
    let outcome = try work.huse("classify", "tea.huse", "--json", input: "hot tea\nred apple\n")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try outcome.output.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(lines.map(\.id) == ["hot tea", "red apple"])
    #expect(lines.map(\.classes[0].name) == ["tea", "apple"])
    let expected = try tea.model.classify(text: "hot tea").best(2)
    #expect(lines[0].classes.map(\.name) == expected.map(\.name))
    // One text alone and two together round differently.
    for (found, score) in zip(lines[0].classes, expected) {
      #expect(abs(found.probability - score.probability) < 1e-6)
    }
  }
}
