public import Foundation
public import HUSECore
public import HUSEModel

/// The rankings of an evaluation as TREC files, which evaluation packages can score.
///
/// ```swift
/// try TRECRun(images: images, texts: texts, labels: test.labels).write(to: folder)
/// ```
///
/// For each direction the folder has a run, such as `text-to-image.run`, and the relevance
/// judgements, such as `text-to-image.qrels`. Items are named `image-0` and `text-0` by their
/// position. As in `RetrievalReport`, an item is relevant if it has the class of the query, equally
/// near items are ranked by position, and within one modality a query is not among its own results.
///
/// Programs that read runs sort by score, not by rank. The score is the cosine. If it does not
/// decrease from one rank to the next, it is lowered to the next smaller float32 number.
public struct TRECRun: Sendable {
  private let embeddings: ByModality<Embeddings>
  private let labels: [Int]

  /// The conventional number of ranks for each query in a run.
  public static let usualDepth = 1000

  /// Creates the rankings of pairs.
  ///
  /// - Parameters:
  ///   - images: the embeddings of the images.
  ///   - texts: the embeddings of the texts, in the same order.
  ///   - labels: the class of each pair.
  /// - Throws: `HUSEError.shapeMismatch` if the numbers of rows or the dimensions differ.
  public init(images: Embeddings, texts: Embeddings, labels: [Int]) throws(HUSEError) {
    for (embeddings, place) in [(images, "image embeddings"), (texts, "text embeddings")]
    where embeddings.count != labels.count || embeddings.dimension != images.dimension {
      throw .shapeMismatch(
        expected: [labels.count, images.dimension],
        found: [embeddings.count, embeddings.dimension], in: "\(place) of a run",
        remedy: "Pass an image and a text embedding of one dimension for each label.")
    }
    self.embeddings = ByModality(image: images, text: texts)
    self.labels = labels
  }

  /// Writes the folder, completely or not at all.
  ///
  /// A run has a line of about 40 bytes for each query and rank. Judgements have a line for each
  /// query and relevant item.
  ///
  /// - Parameters:
  ///   - url: the folder, which must not exist or be empty.
  ///   - depth: the number of ranks that are written for each query. Measures that go deeper, such
  ///     as mAP over all items, need as many ranks as there are items.
  /// - Throws: `HUSEError.writeFailed`, `.invalidArgument` for a depth below 1.
  public func write(to url: URL, depth: Int = usualDepth) throws(HUSEError) {
    guard depth > 0 else {
      throw .invalidArgument(name: "depth", found: "\(depth)", expected: "a number above 0")
    }
    let items = ByModality(image: RankedItems(embeddings.image), text: RankedItems(embeddings.text))
    try NewFolder.write(to: url) { (folder) throws(HUSEError) in
      for direction in RetrievalDirection.allCases {
        let name = Self.name(of: direction)
        try writeRun(
          direction, items[direction.result], depth: depth,
          to: folder.appendingPathComponent("\(name).run"))
        try writeJudgements(direction, to: folder.appendingPathComponent("\(name).qrels"))
      }
    }
  }

  /// The name of a direction, such as `text-to-image`.
  private static func name(of direction: RetrievalDirection) -> String {
    "\(direction.query.rawValue)-to-\(direction.result.rawValue)"
  }

  /// The number of queries whose lines are in memory at once, which is the number ranked in one
  /// block.
  private static let blockSize = 256

  private func writeRun(
    _ direction: RetrievalDirection, _ items: RankedItems, depth: Int, to url: URL
  ) throws(HUSEError) {
    let queries = embeddings[direction.query].vectors
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      for first in stride(from: 0, to: queries.rows, by: Self.blockSize) {
        let rows = first..<min(first + Self.blockSize, queries.rows)
        let block = Embeddings(vectors: queries[rows: rows])
        let parts = items.ranked(for: block) { query, positions in
          lines(of: first + query, direction, positions: positions, depth: depth)
        }
        for part in parts { try file.append(part) }
      }
    }
  }

  private func lines(
    of query: Int, _ direction: RetrievalDirection, positions: UnsafeBufferPointer<UInt32>,
    depth: Int
  ) -> Data {
    let vector = embeddings[direction.query].vectors[row: query]
    let items = embeddings[direction.result].vectors
    let (start, found) = (direction.query.rawValue, direction.result.rawValue)
    var text = ""
    var rank = 0
    var limit = Float.infinity
    for position in positions where !direction.isWithinModality || position != UInt32(query) {
      rank += 1
      let cosine = zip(vector, items[row: Int(position)])
        .reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let score = min(Float(cosine), limit.nextDown)
      text += "\(start)-\(query) Q0 \(found)-\(position) \(rank) \(score) huse\n"
      limit = score
      if rank == depth { break }
    }
    return Data(text.utf8)
  }

  private func writeJudgements(
    _ direction: RetrievalDirection, to url: URL
  ) throws(HUSEError) {
    let (start, found) = (direction.query.rawValue, direction.result.rawValue)
    let positions = Dictionary(grouping: labels.indices, by: { labels[$0] })
    try AtomicWrite.write(to: url) { (file) throws(HUSEError) in
      for (query, label) in labels.enumerated() {
        var text = ""
        for position in positions[label] ?? []
        where !direction.isWithinModality || position != query {
          text += "\(start)-\(query) 0 \(found)-\(position) 1\n"
        }
        // A query without judgements would be ignored. With a judgement but no relevant item, it
        // counts as 0.
        if text.isEmpty { text = "\(start)-\(query) 0 \(found)-\(query) 0\n" }
        try file.append(Data(text.utf8))
      }
    }
  }
}
