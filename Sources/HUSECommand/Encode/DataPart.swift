import ArgumentParser

/// A part of the items of a data set, written as `2/8`.
struct DataPart: ExpressibleByArgument, CustomStringConvertible {
  /// From 1 to `count`.
  let number: Int
  let count: Int

  var description: String { "\(number)/\(count)" }

  init?(argument: String) {
    let numbers = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1], count >= 1,
      (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }
}
