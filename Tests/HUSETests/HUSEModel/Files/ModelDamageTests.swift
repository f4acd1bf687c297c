import Foundation
import HUSE
import Testing

@Suite struct ModelDamageTests {
  private static let fixture = Fixture.url("model/version-4.huse")

  /// A bit of every byte of a file, and every byte overwritten.
  @Test func aFlippedBitAnywhereIsFound() throws {
    let whole = try [UInt8](Data(contentsOf: Self.fixture))
    var generator = SplitMix64(seed: 5)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try Data(whole).write(to: file)
      #expect(throws: Never.self) { try SharedEmbedding(contentsOf: file) }
      for position in whole.indices {
        for change in [
          1 << UInt8(generator.nextInteger(below: 8)), UInt8(1 + generator.nextInteger(below: 255)),
        ] {
          var damaged = whole
          damaged[position] ^= change
          try Data(damaged).write(to: file)
          #expect(throws: HUSEError.self, "byte \(position), change \(change)") {
            try SharedEmbedding(contentsOf: file)
          }
        }
      }
    }
  }

  @Test func theMessageSaysWhatToDo() throws {
    var bytes = try Data(contentsOf: Self.fixture)
    bytes[bytes.count - 3] ^= 1
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try bytes.write(to: file)
      #expect(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
          == "\(file.path): its bytes do not agree with its checksum. "
          + "The file is damaged: copy or write it again.")
    }
  }

  /// Whose checksum is right: nothing but the numbers is wrong.
  @Test(arguments: [
    "image_tower.layers.0.weights", "text_tower.layers.0.bias", "classifier.weights",
    "classifier.bias",
  ])
  func numbersThatAreNotFiniteAreRefused(name: String) throws {
    let whole = try SafetensorsFile(contentsOf: Self.fixture)
    var tensors: [String: Tensor] = [:]
    for name in whole.names { tensors[name] = try whole.tensor(name) }
    let tensor = try whole.tensor(name)
    for (value, problem) in [(Float.nan, "NaN"), (.infinity, "infinity")] {
      var matrix = tensor.matrix
      matrix[0, matrix.columns - 1] = value
      tensors[name] = try Tensor(shape: tensor.shape, matrix: matrix)
      try withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("model.huse")
        try SafetensorsFile.write(
          tensors, metadata: whole.metadata, checksummed: true, to: file)
        #expect(
          errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
            == "\(file.path): tensor '\(name)' contains \(problem). "
            + "Train the model again, or take one of its checkpoints.")
      }
    }
  }

  /// A file that says it is of this version and has lost its checksum is not one of an old version.
  @Test func aChecksumCannotGoMissing() throws {
    let whole = try SafetensorsFile(contentsOf: Self.fixture)
    var tensors: [String: Tensor] = [:]
    for name in whole.names { tensors[name] = try whole.tensor(name) }
    var metadata = whole.metadata
    try #require(metadata.removeValue(forKey: "checksum") != nil)
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("model.huse")
      try SafetensorsFile.write(tensors, metadata: metadata, to: file)
      #expect(
        errorText { () throws(HUSEError) in try SharedEmbedding(contentsOf: file) }
          == "\(file.path): has no checksum in its metadata. "
          + "The file is damaged: copy or write it again.")
    }
  }
}
