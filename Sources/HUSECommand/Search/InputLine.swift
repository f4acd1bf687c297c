import Foundation
import HUSE

extension InputOptions {
  /// The input in a line of standard input; `nil` for a blank line.
  ///
  /// A byte order mark before the first line is ignored.
  ///
  /// - Throws: `HUSEError.invalidRow` for a line that is not an input.
  func input(line bytes: Data, number: Int) throws(HUSEError) -> Input? {
    let source = "standard input"
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalidRow(
        source: source, row: number, column: nil, problem: "is not UTF-8",
        remedy: "Write the line in UTF-8.")
    }
    let isMarked = number == 0 && text.hasPrefix("\u{FEFF}")
    let line = isMarked ? String(text.unicodeScalars.dropFirst()) : text
    guard line.contains(where: { !$0.isWhitespace }) else { return nil }
    guard jsonLines else {
      return try checked(Input(identifier: line, content: line), source, number)
    }
    let other = kind == .texts ? InputKind.images : .texts
    let values = try? JSONDecoder().decode(InputLine.self, from: Data(line.utf8))
    guard let values, let content = values[kind] else {
      throw .invalidRow(
        source: source, row: number, column: nil,
        problem: "expected an object with a text '\(kind.key)', found \(line.prefix(60))",
        remedy: values?[other] == nil
          ? "Write a line such as {\"id\": \"1\", \"\(kind.key)\": \"…\"}."
          : "Pass --\(other), or write '\(kind.key)'.")
    }
    return try checked(
      Input(identifier: values.identifier ?? content, content: content), source, number)
  }
}

/// A line of JSON: a text, an image file or both, and their name in the results.
struct InputLine: Decodable {
  let identifier: String?
  private let text: String?
  private let image: String?

  subscript(kind: InputKind) -> String? { kind == .texts ? text : image }

  private enum CodingKeys: String, CodingKey { case id, text, image }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    identifier = try container.decodeIfPresent(Identifier.self, forKey: .id)?.text
    text = try container.decodeIfPresent(String.self, forKey: .text)
    image = try container.decodeIfPresent(String.self, forKey: .image)
  }

  /// A text, number or Boolean, as it is written.
  private struct Identifier: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
      } else if let value = try? container.decode(Bool.self) {
        text = "\(value)"
      } else {
        text = "\(try container.decode(Decimal.self))"
      }
    }
  }
}
