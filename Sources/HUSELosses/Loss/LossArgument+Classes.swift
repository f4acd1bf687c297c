extension LossArgument {
  /// Checks that the classes of a loss are the model's classes, in the same order.
  static func check(
    _ found: [String], of source: String, are classNames: [String], remedy: Remedy
  ) throws(HUSEError) {
    guard found != classNames else { return }
    let difference = zip(found, classNames).first { $0 != $1 }
    throw .invalidData(
      source: source,
      problem: difference.map { "has class '\($0)' where the model has '\($1)'" }
        ?? "has \(found.count) classes, the model \(classNames.count)",
      remedy: remedy)
  }
}
