import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// The published weights, from the image file to the features, against Pillow and PyTorch.
@Suite struct EfficientNetLite0Tests {
  private static let variable = "HUSE_EFFICIENTNET"

  private func encoder() throws -> EfficientNetLite0 {
    let path = try #require(
      ProcessInfo.processInfo.environment[Self.variable],
      "Set \(Self.variable) to the path of EfficientNet-Lite0 as .safetensors (Scripts/set-up)")
    return try EfficientNetLite0(contentsOf: URL(fileURLWithPath: path))
  }

  private let photos = ["banana.png", "strawberry.jpg"].map {
    ImageSource.file(Fixture.url("image/\($0)"))
  }

  @Test func featuresEqualTheReference() throws {
    let expected = try SafetensorsFile(
      contentsOf: Fixture.url("image/efficientnet-lite0-features.safetensors")
    ).tensor("features").matrix
    let encoder = try encoder()
    let found = try encoder.features(of: photos)
    #expect(found.rows == 2 && found.columns == encoder.dimension)
    for row in 0..<2 {
      #expect(relativeError(found[rows: row..<row + 1], expected[rows: row..<row + 1]) < 1e-4)
    }
  }

  @Test func rowsDoNotDependOnTheirNeighbours() throws {
    let encoder = try encoder()
    let alone = try encoder.features(of: [photos[1]])
    let among = try encoder.features(of: [0, 1, 0, 0, 1, 1, 0].map { photos[$0] })
    for row in [1, 4, 5] { #expect(among[rows: row..<row + 1] == alone) }
    #expect(try encoder.features(of: []).rows == 0)
  }

  @Test func storedEncoderGivesTheSameBits() throws {
    let encoder = try encoder()
    let rebuilt = try StoredEncoders.imageEncoder(
      from: try encoder.stored(), among: BuiltInEncoders.types, path: "stored")
    #expect(try rebuilt.features(of: photos) == encoder.features(of: photos))
  }

  @Test func firstDamagedImageIsNamed() throws {
    let missing = URL(fileURLWithPath: "/no/such/photo.jpg")
    let images = [photos[0], .file(missing), .data(Data()), .data(Data())]
    let encoder = try encoder()
    let error = #expect(throws: HUSEError.self) { try encoder.features(of: images) }
    #expect(
      error?.description == "/no/such/photo.jpg: no such file or folder. Check the path.")
  }
}
