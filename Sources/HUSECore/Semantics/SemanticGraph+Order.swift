extension SemanticGraph {
  /// The rank of each class in an order in which close classes are adjacent.
  ///
  /// It begins with the class that is farthest from the others, and continues with the closest of
  /// the remaining ones. Time: the square of the number of classes.
  public var neighborOrder: [Int] {
    let count = classCount
    guard count > 0 else { return [] }
    return distances.withUnsafeBufferPointer { distances in
      func sum(_ index: Int) -> Float {
        distances[index * count..<(index + 1) * count].reduce(0, +)
      }
      var places = [Int](repeating: -1, count: count)
      var current = (0..<count).max { sum($0) < sum($1) } ?? 0
      for place in 0..<count {
        places[current] = place
        let row = distances[current * count..<(current + 1) * count]
        var nearest: (index: Int, distance: Float)?
        for (index, distance) in row.enumerated() where places[index] < 0 {
          if nearest.map({ distance < $0.distance }) ?? true { nearest = (index, distance) }
        }
        current = nearest?.index ?? current
      }
      return places
    }
  }
}
