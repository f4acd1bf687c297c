import Testing

@testable import HUSEReport

@Suite struct ChartDrawingTests {
  @Test func axesHaveRoundNumbers() {
    #expect(Coordinates.ticks(0...100, count: 4) == [0, 50, 100])
    #expect(Coordinates.ticks(0...1, count: 4) == [0, 0.5, 1])
    #expect(Coordinates.ticks(13...87, count: 4) == [20, 40, 60, 80])
    #expect(Coordinates.ticks(-3...3, count: 4) == [-2, 0, 2])
    #expect(
      [0, 0.05, 12.5, 1000, 12_345, 2e6, 1e-5].map(Coordinates.label) == [
        "0", "0.05", "12.5", "1,000", "12,345", "2e+06", "1e-05",
      ])
    #expect([-0.01, 3, 2.55, 2.5].map(Coordinates.text) == ["0", "3", "2.6", "2.5"])
  }

  @Test func aLineGoesThroughItsPoints() throws {
    let chart = ReportChart(
      title: "Loss", horizontal: "step",
      lines: [.init("to<tal", [SIMD2(0, 2), SIMD2(5, .nan), SIMD2(10, 0)])])
    let drawn = try #require(ChartDrawing(chart: chart).markup).source
    // From the top left to the bottom right of the area; what is not a number is skipped.
    #expect(drawn.contains("points=\"48 10 388 194\""))
    #expect(drawn.contains("to&lt;tal") && !drawn.contains("to<tal"))
  }

  @Test func nothingIsDrawnOfNothing() {
    let empty = ReportChart(
      title: "Loss", horizontal: "step", lines: [.init("total", [SIMD2(1, .infinity)])])
    #expect(ChartDrawing(chart: empty).markup == nil)
  }

  @Test func oneValueAndOnePointAreDrawn() throws {
    for points in [[SIMD2(3.0, 0.0)], [SIMD2(1.0, 5.0), SIMD2(2.0, 5.0)]] {
      let chart = ReportChart(title: "Loss", horizontal: "step", lines: [.init("total", points)])
      #expect(!(try #require(ChartDrawing(chart: chart).markup).source.contains("nan")))
    }
  }
}
