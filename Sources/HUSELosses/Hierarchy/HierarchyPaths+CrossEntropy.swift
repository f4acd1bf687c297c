import Foundation

extension HierarchyPaths {
  /// The sum over rows of −Σ_l λ(C^(l)) log p(C^(l) | C^(l+1)) along the path of the label;
  /// adds `scale · ∂/∂logits` to `gradient`.
  ///
  /// With S(C) the logarithm of the summed exponentials of the logits below C, −log p(C^(l) |
  /// C^(l+1)) = S(C^(l+1)) − S(C^(l)). The largest logit is subtracted in each sum, so that S is
  /// finite for a node of any probability, however small.
  ///
  /// - Precondition: the logits have a column for each class, and labels are in range.
  func crossEntropy(
    of logits: Matrix, labels: [Int32], scale: Float, gradient: inout Matrix
  ) -> Double {
    let columns = classes.count
    precondition(logits.columns == columns, "\(logits) for \(columns) classes")
    precondition(
      gradient.count == logits.count && labels.count == logits.rows, "\(gradient), \(logits)")
    Kernels.check(labels[...], classCount: columns)
    let shared = UnsafeSharedRows(&gradient)
    return Parallel.sum(of: logits.rows, size: 64) { rows in
      var part = shared[rows: rows]
      return part.withUnsafeMutableBufferPointer { gradient in
        logits[rows: rows].withUnsafeBufferPointer { logits in
          var row = HierarchyRow(classes: classes)
          var sum = 0.0
          for (index, label) in labels[rows].enumerated() {
            let values = index * columns..<(index + 1) * columns
            sum += row.crossEntropy(
              of: UnsafeBufferPointer(rebasing: logits[values]), along: nodes[Int(label)],
              scale: scale, gradient: UnsafeMutableBufferPointer(rebasing: gradient[values]))
          }
          return sum
        }
      }
    }
  }
}

/// Processes rows of logits one after another, in memory that is reused.
private struct HierarchyRow {
  /// The contribution of a node of the path.
  struct Level {
    /// The conditional probability, exp(S − S of the next node).
    let probability: Double
    /// The sum of exponentials of the next node, after subtracting its largest logit.
    let sum: Double
  }

  let classes: [Int]
  /// The exponential of the logit at each position, after subtracting the largest of its level.
  private var powers: [Float]
  private var levels: [Level] = []

  init(classes: [Int]) {
    self.classes = classes
    powers = [Float](repeating: 0, count: classes.count)
  }

  mutating func crossEntropy(
    of logits: UnsafeBufferPointer<Float>, along path: [HierarchyPaths.Node], scale: Float,
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    levels.removeAll(keepingCapacity: true)
    let label = classes[path[0].positions.lowerBound]
    var logSum = Double(logits[label])
    var loss = 0.0
    for (node, next) in zip(path, path.dropFirst()) {
      let siblings = siblings(of: node, in: next)
      var largest = Float(logSum)
      for range in siblings {
        for position in range { largest = max(largest, logits[classes[position]]) }
      }
      var sum = exp(logSum - Double(largest))
      for range in siblings {
        for position in range {
          let power = exp(logits[classes[position]] - largest)
          powers[position] = power
          sum += Double(power)
        }
      }
      let nextLogSum = Double(largest) + log(sum)
      loss += node.weight * (nextLogSum - logSum)
      levels.append(Level(probability: exp(logSum - nextLogSum), sum: sum))
      logSum = nextLogSum
    }
    // ∂/∂S of the node, including the gradient through the nodes above.
    var slope = 0.0
    for (index, level) in levels.enumerated().reversed() {
      let (node, next) = (path[index], path[index + 1])
      slope += node.weight - next.weight
      let factor = scale * Float(slope / level.sum)
      for range in siblings(of: node, in: next) {
        for position in range { gradient[classes[position]] += factor * powers[position] }
      }
      slope *= level.probability
    }
    gradient[label] += scale * Float(slope - path[0].weight)
    return loss
  }

  /// The positions below a node that are not below its child.
  private func siblings(
    of child: HierarchyPaths.Node, in node: HierarchyPaths.Node
  ) -> [Range<Int>] {
    [
      node.positions.lowerBound..<child.positions.lowerBound,
      child.positions.upperBound..<node.positions.upperBound,
    ]
  }
}
