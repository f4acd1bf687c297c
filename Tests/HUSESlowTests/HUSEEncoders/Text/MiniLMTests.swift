import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// The published weights of all-MiniLM-L6-v2 on real sentences, against NumPy in double precision.
@Suite struct MiniLMTests {
  private static let variable = "HUSE_MINILM"

  private func encoder(
    _ pooling: BERTEncoder.Pooling = .mean, precision: EncoderPrecision = .stored
  ) throws -> BERTEncoder {
    let path = try #require(
      ProcessInfo.processInfo.environment[Self.variable],
      "Set \(Self.variable) to the folder of all-MiniLM-L6-v2 (Scripts/set-up)")
    return try BERTEncoder(
      contentsOf: URL(fileURLWithPath: path), pooling: pooling, precision: precision)
  }

  private func sentences() throws -> [String] {
    try JSONDecoder().decode(
      [String].self, from: Data(contentsOf: Fixture.url("text/sentences.json")))
  }

  private func cosine(_ first: Vector, _ second: Vector) -> Double {
    var (product, a, b) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      product += Double(x) * Double(y)
      a += Double(x) * Double(x)
      b += Double(y) * Double(y)
    }
    return product / (a * b).squareRoot()
  }

  @Test(arguments: [BERTEncoder.Pooling.mean, .lastFourLayersMean])
  func featuresEqualTheReference(pooling: BERTEncoder.Pooling) throws {
    let expected = try SafetensorsFile(
      contentsOf: Fixture.url("text/minilm-features.safetensors")
    ).tensor(pooling.rawValue).matrix
    let encoder = try encoder(pooling)
    let found = try encoder.features(of: sentences())
    #expect(encoder.maximumLength == 256)
    #expect(found.rows == expected.rows && found.columns == expected.columns)
    for row in 0..<min(found.rows, expected.rows) {
      #expect(cosine(found[row: row], expected[row: row]) > 0.99999)
    }
    #expect(relativeError(found, expected) < 1e-5)
  }

  /// Weights of a byte: every sentence keeps its direction.
  @Test(arguments: [BERTEncoder.Pooling.mean, .lastFourLayersMean])
  func bytesAreCloseToTheReference(pooling: BERTEncoder.Pooling) throws {
    let expected = try SafetensorsFile(
      contentsOf: Fixture.url("text/minilm-features.safetensors")
    ).tensor(pooling.rawValue).matrix
    let encoder = try encoder(pooling, precision: .int8)
    let found = try encoder.features(of: sentences())
    for row in 0..<expected.rows {
      #expect(cosine(found[row: row], expected[row: row]) > 0.998)
    }
  }

  @Test func rowsDoNotDependOnTheirNeighbours() throws {
    let encoder = try encoder()
    let sentences = try sentences()
    let together = try encoder.features(of: sentences + sentences.reversed())
    for (row, sentence) in sentences.enumerated() {
      let alone = try encoder.features(of: [sentence])[row: 0]
      for (first, second) in zip(together[row: row], alone) { #expect(abs(first - second) < 1e-5) }
      let again = together[row: 2 * sentences.count - 1 - row]
      for (first, second) in zip(again, alone) { #expect(abs(first - second) < 1e-5) }
    }
  }

  @Test func storedEncoderGivesTheSameBits() throws {
    let encoder = try encoder()
    let rebuilt = try StoredEncoders.textEncoder(
      from: try encoder.stored(), among: BuiltInEncoders.types, path: "stored")
    let sentences = try sentences()
    #expect(try rebuilt.features(of: sentences) == encoder.features(of: sentences))
  }
}
