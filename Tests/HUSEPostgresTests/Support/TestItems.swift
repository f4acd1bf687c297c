import HUSE
import HUSECore

/// Items of random directions.
enum TestItems {
  struct Dish: Codable, Hashable {
    let kind: String
    let price: Double
    let isVegetarian: Bool
    var tags: [String] = []
  }

  static func embeddings(_ count: Int, dimension: Int = 24, seed: UInt64 = 1) throws -> Embeddings {
    var generator = SplitMix64(seed: seed)
    var matrix = Matrix(rows: count, columns: dimension)
    for row in 0..<count {
      for column in 0..<dimension {
        matrix[row, column] = Float.random(in: -1...1, using: &generator)
      }
    }
    return try Embeddings(normalizing: matrix)
  }

  static let kinds = ["soup", "stew", "salad", "pie"]

  static func dish(_ number: Int) -> Dish {
    Dish(
      kind: kinds[number % 4], price: Double(number % 50) / 2, isVegetarian: number % 3 == 0,
      tags: number % 7 == 0 ? ["hot", "new"] : ["old"])
  }

  /// An index whose names are `item 0000000` and so on, so that their order is that of the items.
  static func index(
    _ count: Int, dimension: Int = 24, seed: UInt64 = 1, withAttributes: Bool = true,
    modelFingerprint: String? = nil, from first: Int = 0
  ) throws -> EmbeddingIndex {
    var index = try EmbeddingIndex(
      embeddings(count, dimension: dimension, seed: seed),
      identifiers: (first..<first + count).map(name), modelFingerprint: modelFingerprint)
    if withAttributes { try index.setAttributes((first..<first + count).map(dish)) }
    return index
  }

  static func name(_ number: Int) -> String {
    let digits = "\(number)"
    return "item " + String(repeating: "0", count: 7 - digits.count) + digits
  }
}
