import Foundation
import HUSE
import Testing

@Suite struct ClassificationTests {
  private let scores: ClassScores

  init() throws {
    scores = try ClassScores.of([[0.125, 0.5, 0.25, 0.125], [0.25, 0.25, 0.25, 0.25]])
  }

  @Test func classesAreSortedByTheirScores() throws {
    let first = scores[0]
    #expect(first.map(\.name) == ["class 1", "class 2", "class 0", "class 3"])
    #expect(first.best == first[0])
    #expect(first.best?.index == 1)
    #expect(first.best(2).map(\.index) == [1, 2])
    #expect(first.best(9).count == 4)
    #expect(first.best(-1).isEmpty)
    #expect(abs(try #require(first.probability(of: "class 2")) - 0.25) < 1e-6)
    #expect(first.probability(of: "class 4") == nil)
  }

  @Test func equalScoresStayInTheOrderOfTheClasses() {
    #expect(scores[1].map(\.index) == [0, 1, 2, 3])
    #expect(scores[1].map(\.probability).allSatisfy { $0 == scores[1][0].probability })
  }

  @Test func scoresAreACollectionOfClassifications() {
    #expect(scores.count == 2)
    #expect(scores.map { $0.best?.index } == [1, 0])
    #expect(scores.labels == [1, 0])
  }

  @Test func theyPrintTheThreeBest() {
    #expect("\(scores[0])" == "class 1 0.500, class 2 0.250, class 0 0.125")
  }

  @Test func theyTravelAsJSON() throws {
    #expect(try throughJSON(scores[0]) == scores[0])
    #expect(try throughJSON(scores) == scores)
    let one = ClassScore.self
    let score = try JSONDecoder().decode(
      one, from: Data(#"{"index":2,"name":"tea","probability":0.5}"#.utf8))
    #expect(try json(score) == #"{"index":2,"name":"tea","probability":0.5}"#)
    let short = #"{"classNames":["a","b"],"probabilities":[[0.5,0.5],[1]]}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ClassScores.self, from: Data(short.utf8))
    }
  }
}
