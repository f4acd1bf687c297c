internal import HUSEModel

/// The measured pairs that a page shows as examples.
enum SampleQueries {
  /// Pairs of as many classes as possible, evenly spread over the tree, one of each that are alike.
  ///
  /// The choice does not look at the results.
  static func spread(_ count: Int, over pairs: ReportedPairs, folding: Folding) -> [Int] {
    var waiting = pairs.tree.order.map { label in
      folding.folded(pairs.labels.indices.lazy.filter { pairs.labels[$0] == label }).map(\.item)
    }
    // Those in the middle of a class, since tables are often sorted.
    for index in waiting.indices {
      let middle = waiting[index].count / 2
      waiting[index] = Array(waiting[index][middle...] + waiting[index][..<middle])
    }
    var chosen: [(place: Int, item: Int)] = []
    var round = 0
    while chosen.count < count, waiting.contains(where: { $0.count > round }) {
      let available = waiting.indices.filter { waiting[$0].count > round }
      let wanted = min(count - chosen.count, available.count)
      for index in 0..<wanted {
        let place = available[index * available.count / wanted]
        chosen.append((place, waiting[place][round]))
      }
      round += 1
    }
    return chosen.sorted { ($0.place, $0.item) < ($1.place, $1.item) }.map(\.item)
  }

  /// The queries whose first right result comes last, the worst first, one of each that are alike.
  ///
  /// Queries of a class that has nothing to be found are no errors of the model and do not count.
  static func worst(_ count: Int, of outcomes: [QueryOutcome], folding: Folding) -> [Int] {
    let wrong = outcomes.indices.filter {
      outcomes[$0].firstRank > 1 && outcomes[$0].firstRank.isFinite
    }
    let worst = wrong.sorted {
      (-outcomes[$0].firstRank, outcomes[$0].averagePrecision, $0)
        < (-outcomes[$1].firstRank, outcomes[$1].averagePrecision, $1)
    }
    return folding.folded(worst, limit: count).map(\.item)
  }

  /// The pairs whose class is predicted wrongly with the highest probability, one of each that are
  /// alike.
  static func mostConfident(
    _ count: Int, of predictions: [Int], confidences: [Float], labels: [Int], folding: Folding
  ) -> [Int] {
    let wrong = labels.indices.filter { predictions[$0] != labels[$0] }
    let worst = wrong.sorted { (-confidences[$0], $0) < (-confidences[$1], $1) }
    return folding.folded(worst, limit: count).map(\.item)
  }
}
