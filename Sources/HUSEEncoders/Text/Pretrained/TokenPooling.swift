internal import HUSECore

/// How the states of a text's tokens become one vector, by the names of sentence-transformers.
enum TokenPooling: String, Sendable, Codable {
  case cls
  case max
  case mean
  case meanSquareRootLength = "mean_sqrt_len_tokens"
  /// The mean with weights that grow with the position.
  case weightedMean = "weightedmean"
  case lastToken = "lasttoken"
  /// The end of the text, as CLIP marks it.
  case endOfText = "eos"

  /// The most that a model joins.
  static let most = 8

  static let names = "cls, max, mean, mean_sqrt_len_tokens, weightedmean, lasttoken"

  /// Sets the values of a row from `column` on.
  ///
  /// - Parameters:
  ///   - tokens: the rows of the text in `states`, not empty.
  ///   - skipped: how many of them, from the first on, do not count, such as those of a prompt.
  ///   - end: the row of the text's end.
  ///   - states: the states of all tokens.
  ///   - result: what is written to.
  ///   - row: the row that is written.
  ///   - column: the first column that is written.
  func assign(
    tokens: Range<Int>, skipping skipped: Int, end: Int, of states: Matrix,
    to result: inout Matrix, row: Int, column: Int
  ) {
    let counted = Swift.min(tokens.lowerBound + skipped, tokens.upperBound - 1)..<tokens.upperBound
    func mean(_ rows: Range<Int>) {
      TransformerKernels.assignMean(
        ofRows: rows, of: states, to: &result, row: row, column: column)
    }
    func combine(_ next: (_ sum: Float, _ value: Float, _ token: Int) -> Float) {
      for index in 0..<states.columns {
        result[row, column + index] = counted.reduce(0) {
          next($0, states[$1, index], $1 - tokens.lowerBound)
        }
      }
    }
    switch self {
    case .cls: mean(counted.prefix(1))
    case .lastToken: mean(tokens.suffix(1))
    case .endOfText: mean(end..<end + 1)
    case .mean: mean(counted)
    case .max:
      for index in 0..<states.columns {
        result[row, column + index] = counted.reduce(-Float.infinity) {
          // NaN must not be hidden.
          let value = states[$1, index]
          return value.isNaN || value > $0 ? value : $0
        }
      }
    case .meanSquareRootLength:
      mean(counted)
      let factor = Float(counted.count).squareRoot()
      for index in 0..<states.columns { result[row, column + index] *= factor }
    case .weightedMean:
      let total = counted.reduce(Float(0)) { $0 + Float($1 - tokens.lowerBound + 1) }
      combine { $0 + $1 * Float($2 + 1) / total }
    }
  }
}
