import HUSEData
import HUSEEncoders
import Testing

@Suite struct EncoderIdentityTests {
  @Test func theFingerprintOfAnEncoderChangesWithItsWeights() throws {
    func identity(_ texts: [String], dimension: Int = 32) throws -> EncoderIdentity {
      try EncoderIdentity(
        of: HashedNGramEncoder(fittedTo: texts, dimension: dimension), name: "ngrams",
        dimension: dimension)
    }
    #expect(try identity(["tea"]) == identity(["tea"]))
    #expect(try identity(["tea"]).fingerprint != identity(["apple"]).fingerprint)
    #expect(try identity([]).fingerprint != identity([], dimension: 64).fingerprint)
  }
}
