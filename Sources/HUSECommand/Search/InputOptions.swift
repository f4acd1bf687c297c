import ArgumentParser
import Foundation
import HUSE

/// The options for the inputs.
struct InputOptions: ParsableArguments {
  @Flag(help: "Whether the inputs are texts, as by default, or image files.")
  var kind = InputKind.texts

  @Flag(
    help: """
      Whether lines of standard input are JSON: {"id": …, "text": …}, or with --images \
      {"id": …, "image": …}. id may be omitted or null. Blank lines are skipped.
      """)
  var jsonLines = false

  @Argument(help: "Texts or image files. By default each line of standard input is one.")
  var inputs: [String] = []

  func validate() throws {
    if jsonLines, !inputs.isEmpty {
      throw ValidationError("--json-lines reads standard input and takes no inputs.")
    }
  }
}

/// The modality of the inputs.
enum InputKind: EnumerableFlag {
  case texts, images

  /// The key of a line of JSON.
  var key: String { self == .texts ? "text" : "image" }
}

/// A text, or the file of an image.
struct Input {
  /// Its name in the results.
  let identifier: String
  let content: String
}

extension InputOptions {
  /// Refuses an output that is one of the input images.
  func check(_ output: FilePath?, isNotAmong inputs: [Input]) throws(HUSEError) {
    guard kind == .images, let output else { return }
    try OutputCheck.check(
      [output.url], areNotAmong: inputs.map { URL(fileURLWithPath: $0.content) })
  }

  /// Calls `body` with the inputs in chunks, in their order.
  ///
  /// - Parameters:
  ///   - size: The largest number of inputs in a chunk.
  ///   - isAnswering: Whether `body` writes answers. It then gets the available inputs before the
  ///     next one is waited for.
  /// - Throws: `HUSEError.invalidRow` for a line that is not an input, and what `body` throws.
  func forEachChunk(
    of size: Int = 64, answering isAnswering: Bool, _ body: ([Input]) throws -> Void
  ) throws {
    var chunk: [Input] = []
    func add(_ input: Input) throws {
      chunk.append(input)
      guard chunk.count == size else { return }
      try body(chunk)
      chunk = []
    }
    if inputs.isEmpty {
      var lines = StandardInput()
      var number = 0
      while let line = try lines.next() {
        if let input = try input(line: line, number: number) { try add(input) }
        number += 1
        // A process that waits for the answer to its line must get it.
        if isAnswering, !chunk.isEmpty, try !lines.isNextThere() {
          try body(chunk)
          chunk = []
        }
      }
    } else {
      for (number, text) in inputs.enumerated() {
        try add(try checked(Input(identifier: text, content: text), "arguments", number))
      }
    }
    if !chunk.isEmpty { try body(chunk) }
  }

  /// The features of inputs, from a model's encoder.
  func features(of inputs: [Input], model: SharedEmbedding, path: FilePath) throws(HUSEError)
    -> Matrix
  {
    switch kind {
    case .texts: try path.textEncoder(of: model).features(of: inputs.map(\.content))
    case .images:
      try path.imageEncoder(of: model).features(
        of: inputs.map { .file(URL(fileURLWithPath: $0.content)) })
    }
  }

  /// The embeddings of features of this modality.
  func embed(_ features: Matrix, model: SharedEmbedding) throws(HUSEError) -> Embeddings {
    switch kind {
    case .texts: try model.embed(textFeatures: features)
    case .images: try model.embed(imageFeatures: features)
    }
  }

  func checked(
    _ input: Input, _ source: String, _ number: Int
  ) throws(HUSEError) -> Input {
    guard input.content.contains(where: { !$0.isWhitespace }) else {
      throw .invalidRow(
        source: source, row: number, column: nil, problem: "the \(kind.key) is empty",
        remedy: "Remove the line.")
    }
    return input
  }
}
