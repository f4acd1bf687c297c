extension Range<Int> {
  /// The range, moved by `distance`.
  package func offset(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
