import HUSECore

/// Random orders in which every class occurs equally often.
///
/// Each round takes one row of every class, with the classes in a new random order. The rows of a
/// class are in random order, and none is repeated before all have been used.
struct BalancedOrder: Sendable, Equatable {
  /// The rows of each class, without empty classes.
  private let classes: [[Int]]

  init(labels: [Int]) {
    var rows: [Int: [Int]] = [:]
    for (row, label) in labels.enumerated() { rows[label, default: []].append(row) }
    classes = rows.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Fills `order` with a new order.
  func fill(_ order: inout [Int], using generator: inout SplitMix64) {
    var queues = classes
    var used = queues.map(\.count)
    var filled = 0
    while filled < order.count {
      for index in generator.permutation(of: classes.count).prefix(order.count - filled) {
        if used[index] == queues[index].count {
          generator.shuffle(&queues[index])
          used[index] = 0
        }
        order[filled] = queues[index][used[index]]
        used[index] += 1
        filled += 1
      }
    }
  }
}
