internal import HUSECore

/// The embeddings of a batch in bfloat16, for the products of pairs.
struct RoundedEmbeddings: Sendable {
  /// `[embeddings × dimension]`.
  private let rows: BFloat16Rows
  /// The same, packed.
  private let packed: PackedMatrix
  /// `[dimension × embeddings]`.
  private let transposed: PackedMatrix

  fileprivate init(count: Int, dimension: Int) {
    rows = BFloat16Rows(rows: count, columns: dimension)
    packed = PackedMatrix(rows: count, columns: dimension)
    transposed = PackedMatrix(rows: dimension, columns: count)
  }

  /// Rounds embeddings, on all threads.
  fileprivate func assign(_ embeddings: Matrix) {
    let (rows, packed, transposed) = (rows, packed, transposed)
    Parallel.forEachRange(of: embeddings.rows, size: 4 * PackedMatrix.panelColumns) { range in
      let part = embeddings[rows: range]
      rows[rows: range].assign(part)
      packed.assign(part, atRow: range.lowerBound)
      transposed.assignTranspose(of: part, atColumn: range.lowerBound)
    }
  }

  /// Sets `cosines` to the products of the embeddings of a block.
  func assignCosines(of block: PairBlock, to cosines: inout some WritableRows) {
    cosines.assignProduct(
      of: rows[rows: block.rows],
      and: transposed[rows: 0..<transposed.rows, columns: block.columns])
  }

  /// Adds `cosineGradient`, `[rows × columns]` of a block, times the embeddings of its columns to
  /// the gradient of its rows.
  func addGradient(
    of cosineGradient: Matrix, to gradient: inout some WritableRows, block: PairBlock,
    using memory: BFloat16Rows
  ) {
    // Embeddings are packed in pairs: zeros stand for the one before the first of the block.
    let lead = block.columns.lowerBound % 2
    let left = memory.reshaped(rows: block.rows.count, columns: lead + block.columns.count)
    left.assign(cosineGradient, lead: lead)
    gradient.assignProduct(of: left, and: packedRows(block.columns, lead: lead), adding: true)
  }

  /// Adds the transpose of `cosineGradient`, `[rows × columns]` of a block, times the embeddings
  /// of its rows to the gradient of its columns.
  func addTransposedGradient(
    of cosineGradient: Matrix, to gradient: inout some WritableRows, block: PairBlock,
    using memory: PackedMatrix
  ) {
    let lead = block.rows.lowerBound % 2
    let left = memory.reshaped(rows: lead + block.rows.count, columns: block.columns.count)
    left.assign(cosineGradient, lead: lead)
    gradient.assignProduct(
      ofTransposed: left.all, and: packedRows(block.rows, lead: lead), adding: true)
  }

  private func packedRows(_ range: Range<Int>, lead: Int) -> PackedBlock {
    packed[rows: range.lowerBound - lead..<range.upperBound, columns: 0..<packed.columns]
  }
}

extension BatchGradient {
  /// Embeddings in bfloat16, in memory that is reused for as many embeddings.
  mutating func roundedEmbeddings(_ embeddings: Matrix) -> RoundedEmbeddings {
    let memory: RoundedEmbeddings
    if let rounded, rounded.fits(embeddings) {
      memory = rounded
    } else {
      memory = RoundedEmbeddings(count: embeddings.rows, dimension: embeddings.columns)
      rounded = memory
    }
    memory.assign(embeddings)
    return memory
  }
}

extension RoundedEmbeddings {
  fileprivate func fits(_ embeddings: Matrix) -> Bool {
    rows.rows == embeddings.rows && rows.columns == embeddings.columns
  }
}

/// Memory for the gradient with respect to the cosines of a block, in bfloat16.
struct RoundedTile: Sendable {
  /// For the gradient as it is.
  let rows: BFloat16Rows
  /// For its transpose.
  let packed: PackedMatrix

  /// Memory for blocks of at most `size × size` pairs.
  init(size: Int) {
    rows = BFloat16Rows(rows: size, columns: size + 1)
    packed = PackedMatrix(rows: size + 1, columns: size)
  }
}
