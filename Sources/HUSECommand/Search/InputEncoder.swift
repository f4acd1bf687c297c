import HUSE

/// Makes features of inputs for answers.
///
/// An input that cannot be encoded is skipped, or ends the work once those before it are answered.
struct InputEncoder {
  let policy: InvalidRowPolicy
  let features: ([Input]) throws(HUSEError) -> Matrix
  /// Takes inputs and their features, a row each.
  let answer: ([Input], Matrix) throws -> Void
  private(set) var skipped = SkippedRows(noun: "input")

  init(
    policy: InvalidRowPolicy, features: @escaping ([Input]) throws(HUSEError) -> Matrix,
    answer: @escaping ([Input], Matrix) throws -> Void
  ) {
    (self.policy, self.features, self.answer) = (policy, features, answer)
  }

  /// Encodes some inputs and has them answered.
  ///
  /// - Throws: the error of an input that is not skipped, and what `answer` throws.
  mutating func add(_ inputs: [Input]) throws {
    var (encoded, features) = ([Input](), [Matrix]())
    var failure: HUSEError?
    do throws(HUSEError) {
      try encode(inputs[...]) { part, matrix in
        encoded += part
        features.append(matrix)
      }
    } catch { failure = error }
    if !encoded.isEmpty { try answer(encoded, .joining(features)) }
    if let failure { throw failure }
  }

  /// Skips an input with its error.
  ///
  /// - Throws: the error, unless inputs are skipped.
  mutating func skip(_ error: HUSEError) throws(HUSEError) {
    guard policy == .skip else { throw error }
    skipped.add(error.commandText(ofSkippedRow: true))
  }

  private mutating func encode(
    _ inputs: ArraySlice<Input>, _ add: (ArraySlice<Input>, Matrix) -> Void
  ) throws(HUSEError) {
    do throws(HUSEError) {
      add(inputs, try features(Array(inputs)))
    } catch {
      guard inputs.count > 1 else { return try skip(error) }
      // Somewhere among them; halves find it in few steps.
      let middle = inputs.startIndex + inputs.count / 2
      try encode(inputs[..<middle], add)
      try encode(inputs[middle...], add)
    }
  }
}
