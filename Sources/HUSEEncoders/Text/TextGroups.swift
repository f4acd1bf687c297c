internal import HUSECore

/// Groups of texts, each of which a thread cuts into tokens.
enum TextGroups {
  /// The number of texts in a group.
  private static let size = 64

  /// Calls `body` for groups of texts on all threads, and returns its results in order.
  static func map<Value: Sendable>(
    _ texts: [String], _ body: @Sendable (ArraySlice<String>) -> Value
  ) -> [Value] {
    Parallel.map((texts.count + size - 1) / size) { group in
      body(texts[group * size..<min((group + 1) * size, texts.count)])
    }
  }
}
