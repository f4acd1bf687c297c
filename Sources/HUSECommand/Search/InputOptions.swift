import ArgumentParser
import Foundation
import HUSE

/// The options for the inputs.
struct InputOptions: ParsableArguments {
  @Flag(help: "Whether inputs are texts, as by default, or image files.")
  var kind = InputKind.texts

  @Flag(
    help: """
      Whether lines of standard input are JSON: {"id": …, "text": …}, or with --images \
      {"id": …, "image": …}. id may be omitted or null. Blank lines are skipped.
      """)
  var jsonLines = false

  @Option(help: "Takes the texts or images of a data set instead, or their features, as for train.")
  var data: FilePath?

  @Option(help: "With --data, the name of the table in the folder.")
  var table = "data.csv"

  @Option(
    help: """
      What to do with an input that cannot be used, such as a broken image: \
      \(InvalidRowPolicy.list). The inputs before it are answered in either case.
      """)
  var onInvalid = InvalidRowPolicy.fail

  @Argument(help: "Texts, or image files; without any, a line of standard input each.")
  var inputs: [String] = []

  func validate() throws {
    if jsonLines, !inputs.isEmpty {
      throw ValidationError("--json-lines reads standard input and takes no inputs.")
    }
    if data != nil, !inputs.isEmpty || jsonLines {
      throw ValidationError("--data goes without inputs.")
    }
  }
}

/// The modality of the inputs.
enum InputKind: EnumerableFlag {
  case texts, images

  /// The key of a line of JSON.
  var key: String { self == .texts ? "text" : "image" }
}

/// A text, or an image file.
struct Input {
  /// Its name in the results.
  let identifier: String
  let content: String
  /// Its position among all inputs, from 0, those that are skipped included.
  var position = 0
  /// What its data set says of it; `nil` for an input of no data set.
  var attributes: ItemAttributes?
}

/// What an index keeps of an item of a data set.
struct ItemAttributes: Encodable {
  let className: String
  /// `nil` for features, which have no text.
  var text: String?

  private enum CodingKeys: String, CodingKey {
    case className = "class"
    case text
  }
}

extension InputOptions {
  /// The number of inputs that are encoded together.
  private static let chunkSize = 64
  /// The number of rows of features that are answered together.
  private static let rowCount = 1024

  /// The error where there is nothing to write.
  var nothing: HUSEError {
    .invalidData(
      source: "inputs", problem: "there are none that can be used",
      remedy: "Pass arguments, lines of standard input or --data.")
  }

  /// Refuses an output that is one of the files that are read.
  func check(_ output: FilePath?, isNotAmong files: [URL]) throws(HUSEError) {
    guard let output else { return }
    try OutputCheck.check([output.url], areNotAmong: files + [data?.url])
    if data == nil, inputs.isEmpty { try OutputCheck.checkIsNotStandardInput(output.url) }
  }

  /// Refuses an output that is an image among inputs.
  func check(_ output: FilePath?, isNotAmong inputs: [Input]) throws(HUSEError) {
    guard kind == .images, let output else { return }
    try OutputCheck.check(
      [output.url], areNotAmong: inputs.map { URL(fileURLWithPath: $0.content) })
  }

  /// Calls `body` with some inputs at a time and their features, in their order.
  ///
  /// - Parameters:
  ///   - model: its encoder makes the features.
  ///   - path: the path of the model, for messages.
  ///   - isAnswering: whether `body` writes answers: it then gets the inputs that are there before
  ///     the next is waited for.
  ///   - body: receives the inputs and their features.
  /// - Throws: the error of an input that cannot be used, unless such inputs are skipped, after
  ///   those before it; what `body` throws.
  func forEachChunk(
    for model: SharedEmbedding, at path: FilePath, answering isAnswering: Bool,
    _ body: ([Input], Matrix) throws -> Void
  ) throws {
    try withoutActuallyEscaping(body) { body in
      guard let options = try dataOptions() else {
        var encoder = try encoder(of: model, at: path, answer: body)
        try inputs.isEmpty
          ? encodeLines(with: &encoder, answering: isAnswering) : encodeArguments(with: &encoder)
        return encoder.skipped.end()
      }
      guard options.holdsFeatures else {
        var encoder = try encoder(of: model, at: path, answer: body)
        try encode(options.items(), with: &encoder)
        return encoder.skipped.end()
      }
      try forEachRow(of: options, size: isAnswering ? Self.rowCount : .max, body)
    }
  }

  private func dataOptions() throws -> DataOptions? {
    try data.map {
      try DataOptions.parse(["--data=\($0.path)", "--table=\(table)", "--on-invalid=\(onInvalid)"])
    }
  }

  private func encoder(
    of model: SharedEmbedding, at path: FilePath,
    answer: @escaping ([Input], Matrix) throws -> Void
  ) throws(HUSEError) -> InputEncoder {
    switch kind {
    case .texts:
      let encoder = try path.textEncoder(of: model)
      return InputEncoder(
        policy: onInvalid,
        features: { (inputs) throws(HUSEError) in try encoder.features(of: inputs.map(\.content)) },
        answer: answer)
    case .images:
      let encoder = try path.imageEncoder(of: model)
      return InputEncoder(
        policy: onInvalid,
        features: { (inputs) throws(HUSEError) in
          try encoder.features(of: inputs.map { .file(URL(fileURLWithPath: $0.content)) })
        }, answer: answer)
    }
  }

  private func encodeArguments(with encoder: inout InputEncoder) throws {
    var chunk: [Input] = []
    for (position, text) in inputs.enumerated() {
      try add(to: &chunk, with: &encoder) { () throws(HUSEError) in
        try checked(Input(identifier: text, content: text), "arguments", position)
      }
    }
    if !chunk.isEmpty { try encoder.add(chunk) }
  }

  private func encodeLines(
    with encoder: inout InputEncoder, answering isAnswering: Bool
  ) throws {
    var chunk: [Input] = []
    var lines = StandardInput()
    var number = 0
    while let line = try lines.next() {
      try add(to: &chunk, with: &encoder) { () throws(HUSEError) in
        try input(line: line, number: number)
      }
      number += 1
      // Whoever writes a line and waits for the answer gets it.
      if isAnswering, !chunk.isEmpty, try !lines.isNextThere() {
        try encoder.add(chunk)
        chunk = []
      }
    }
    if !chunk.isEmpty { try encoder.add(chunk) }
  }

  private func encode(_ items: PairedItems, with encoder: inout InputEncoder) throws {
    for problem in items.skipped { try encoder.skip(problem) }
    for start in stride(from: 0, to: items.count, by: Self.chunkSize) {
      let range = start..<min(start + Self.chunkSize, items.count)
      try encoder.add(
        range.map { position in
          let item = items[position]
          return Input(
            identifier: item.identifier, content: kind == .texts ? item.text : item.image.path,
            position: position,
            attributes: ItemAttributes(className: item.className, text: item.text))
        })
    }
  }

  /// Adds an input, and encodes the chunk once it is full.
  ///
  /// What is no input is skipped, or ends the work after the inputs before it.
  private func add(
    to chunk: inout [Input], with encoder: inout InputEncoder,
    _ next: () throws(HUSEError) -> Input?
  ) throws {
    do throws(HUSEError) {
      guard let input = try next() else { return }
      chunk.append(input)
    } catch {
      if onInvalid == .fail, !chunk.isEmpty { try encoder.add(chunk) }
      return try encoder.skip(error)
    }
    guard chunk.count == Self.chunkSize else { return }
    try encoder.add(chunk)
    chunk = []
  }

  private func forEachRow(
    of options: DataOptions, size: Int, _ body: ([Input], Matrix) throws -> Void
  ) throws {
    let pairs = try options.features(allowsEmptyClasses: true).pairs
    let features = kind == .texts ? pairs.texts : pairs.images
    for start in stride(from: 0, to: pairs.count, by: size) {
      let range = start..<min(start + min(size, pairs.count), pairs.count)
      let inputs = range.map { row in
        Input(
          identifier: pairs.identifiers?[row] ?? "\(row)", content: "", position: row,
          attributes: ItemAttributes(className: pairs.classNames[pairs.labels[row]]))
      }
      try body(inputs, range.count == pairs.count ? features : features[rows: range])
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
    var result = input
    result.position = number
    return result
  }
}
