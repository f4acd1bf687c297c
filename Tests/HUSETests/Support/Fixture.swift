import Foundation

/// Files made by the scripts in Tests/Reference.
enum Fixture {
  /// The file or folder of a path in Fixtures, such as `data/float32.npy`.
  static func url(_ name: String) -> URL {
    let folder =
      Bundle.module.url(forResource: "Fixtures", withExtension: nil)
      ?? Bundle.module.bundleURL.appendingPathComponent("Fixtures")
    return folder.appendingPathComponent(name)
  }
}
