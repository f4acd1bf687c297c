import ArgumentParser
import Foundation
import HUSE

/// The options that say what is embedded.
struct InputOptions: ParsableArguments {
  @Flag(help: "Whether inputs are texts, as by default, or files of pictures.")
  var kind = InputKind.texts

  @Flag(
    help: """
      Lines of standard input are JSON, {"id": …, "text": …} or with --images {"id": …, "image": …}; \
      id may be omitted or null. Blank lines are skipped.
      """)
  var jsonLines = false

  @Argument(help: "Texts, or files of pictures; without any, a line of standard input each.")
  var inputs: [String] = []

  func validate() throws {
    if jsonLines, !inputs.isEmpty {
      throw ValidationError("--json-lines reads standard input, which goes without inputs.")
    }
  }
}

/// What inputs are.
enum InputKind: EnumerableFlag {
  case texts, images

  /// The key of a line of JSON.
  var key: String { self == .texts ? "text" : "image" }
}

/// A text, or the file of a picture.
struct Input {
  /// What results call it.
  let identifier: String
  let content: String
}

extension InputOptions {
  /// Refuses an output that is a picture among inputs.
  func check(_ output: FilePath?, isNotAmong inputs: [Input]) throws(HUSEError) {
    guard kind == .images, let output else { return }
    try OutputCheck.check(
      [output.url], areNotAmong: inputs.map { URL(fileURLWithPath: $0.content) })
  }

  /// Calls `body` with some inputs at a time, in their order.
  ///
  /// - Parameters:
  ///   - size: how many these are at most.
  ///   - isAnswering: whether `body` writes answers: it then gets the inputs that are there before
  ///     the next is waited for.
  /// - Throws: `HUSEError.invalidRow` for a line that is none, and what `body` throws.
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
        // Whoever writes a line and waits for the answer gets it.
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

  /// The features that a model's encoder makes of inputs.
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

  /// The embeddings of features of this kind.
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
        remedy: "Leave the line out.")
    }
    return input
  }
}
