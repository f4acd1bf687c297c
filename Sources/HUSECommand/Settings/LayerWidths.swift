import ArgumentParser

/// The widths of hidden layers, such as `512,256`; `none` for a linear map.
struct LayerWidths: Hashable, Sendable {
  let widths: [Int]
}

extension LayerWidths: ExpressibleByArgument {
  init?(argument: String) {
    if argument == "none" {
      widths = []
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0.filter { $0 != " " }) }
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    widths = numbers
  }

  var defaultValueDescription: String {
    widths.isEmpty ? "none" : widths.map(String.init).joined(separator: ",")
  }
}
