/// Checks of arguments that several losses share.
enum LossArgument {
  /// Checks that a value is a finite number above 0.
  static func check(_ value: Float, named name: String) throws(HUSEError) {
    guard value > 0, value.isFinite else {
      throw .invalidArgument(name: name, found: "\(value)", expected: "a finite number above 0")
    }
  }
}
