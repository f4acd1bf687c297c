import HUSECore

/// Orders in which every class comes equally often.
///
/// Round after round takes one row of each class, the classes in a new random order each time. The
/// rows of a class come in random order, all of them before one comes again.
struct BalancedOrder: Sendable, Equatable {
  /// The rows of each class that has any.
  private let classes: [[Int]]

  init(labels: [Int]) {
    var rows: [Int: [Int]] = [:]
    for (row, label) in labels.enumerated() { rows[label, default: []].append(row) }
    classes = rows.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Fills `order` with rows.
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
