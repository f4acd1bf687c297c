extension Range<Int> {
  /// As many indices, `distance` further on.
  package func offset(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}
