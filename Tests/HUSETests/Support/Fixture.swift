import Foundation

/// Files beside the tests.
enum Fixture {
  /// The URL of a fixture, as in `image/rgb.png`.
  static func url(_ name: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(name)
  }
}
