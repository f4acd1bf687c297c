internal import Foundation

extension ClassScores {
  /// The expected calibration error, in [0, 1]; 0 if there are no items.
  ///
  /// It is the difference between the probability of the best class and the share of items for
  /// which that class is right.
  ///
  /// ```swift
  /// scores.expectedCalibrationError(labels: test.labels)   // 0.1: off by ten percentage points
  /// ```
  ///
  /// The items are sorted into M bins of equal width by the probability of their best class. Bin m
  /// holds the probabilities in ((m − 1) / M, m / M]. With n items in all and n_m in bin m,
  ///
  ///     ECE = Σ_m n_m / n · |accuracy of bin m − mean probability of bin m|
  ///
  /// (Naeini, Cooper and Hauskrecht 2015; Guo, Pleiss, Sun and Weinberger 2017, eq. 3). It is NaN
  /// if the probability of a best class is NaN. With few items in many bins it is larger by chance,
  /// so compare it only between equal numbers of items.
  ///
  /// - Parameters:
  ///   - correct: the class of each item.
  ///   - binCount: M, 15 as in Guo et al.
  /// - Returns: the error, from 0 to 1.
  /// - Precondition: there is a label for each item, and `binCount` is above 0.
  public func expectedCalibrationError(labels correct: [Int], binCount: Int = 15) -> Double {
    precondition(correct.count == count, "\(correct.count) labels for \(count) items")
    precondition(binCount > 0, "\(binCount) bins")
    guard count > 0 else { return 0 }
    // n_m / n · |accuracy − mean probability| is |Σ (hit − probability)| / n.
    var excess = [Double](repeating: 0, count: binCount)
    for (item, (best, label)) in zip(labels, correct).enumerated() {
      let probability = Double(probabilities[item, best])
      guard !probability.isNaN else { return .nan }
      let bin = Int((Swift.min(Swift.max(probability, 0), 1) * Double(binCount)).rounded(.up)) - 1
      excess[Swift.max(bin, 0)] += (best == label ? 1 : 0) - probability
    }
    return excess.reduce(0) { $0 + abs($1) } / Double(count)
  }

  /// The mean over items of −log p, where p is the probability of the correct class and log is
  /// the natural logarithm.
  ///
  /// It is 0 if every p is 1 or there are no items.
  ///
  /// A probability below the smallest normal `Float`, about 1e-38, is raised to it, so an item adds
  /// at most 87.3. It is NaN if the probability of a correct class is NaN.
  ///
  /// - Precondition: there is a label for each item, and each is a class.
  public func negativeLogLikelihood(labels correct: [Int]) -> Double {
    precondition(correct.count == count, "\(correct.count) labels for \(count) items")
    var sum = 0.0
    for (item, label) in correct.enumerated() {
      precondition(
        classNames.indices.contains(label), "label \(label) of \(classNames.count) classes")
      let probability = probabilities[item, label]
      let least = Float.leastNormalMagnitude
      sum -= log(Double(probability < least ? least : probability))
    }
    return sum / Double(Swift.max(count, 1))
  }
}
