import Foundation
import HUSECore
import HUSEEncoders
import Testing

/// Against torchvision's transforms on Pillow images, at every 16th place.
@Suite struct ImagePreprocessingTests {
  @Test(
    arguments: [("efficientnet", 1.01 / 128), ("resnet", 1.01 / (0.224 * 255))],
    ["335x290", "143x300", "40x40", "300x301"])
  func equalsTorchvision(_ network: (name: String, level: Double), _ size: String) throws {
    let preprocessing: ImagePreprocessing =
      network.name == "resnet" ? .resNet : .efficientNetLite0
    let image = try ImageDecoder.decode(.file(Fixture.url("image/picture-\(size).jpg")))
    let map = preprocessing(image)
    #expect(map.height == 224 && map.width == 224 && map.channels == 3)
    let expected = try SafetensorsFile(contentsOf: Fixture.url("image/preprocessing.safetensors"))
      .tensor("\(network.name).\(size)").matrix.values
    let found = stride(from: 0, to: 224, by: 16).flatMap { row in
      stride(from: 0, to: 224, by: 16).flatMap { column in
        Array(map.values[row: row * 224 + column])
      }
    }
    // Two JPEG decoders may differ by one level of 255.
    #expect(largestDifference(found, expected) <= Float(network.level))
  }
}
